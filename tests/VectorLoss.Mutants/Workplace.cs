using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VectorLoss.Mutants;

/// <summary>A copy of the built test programs, whose engine may be replaced.</summary>
internal sealed class Workplace
{
    private static readonly string[] Programs = ["VectorLoss.Tests", "VectorLoss.Properties"];

    // A mutant that waits for ever takes no processor time: less than a tenth of a second in so many seconds. Tests
    // that wait for programs of their own take none either, for a while.
    private const int Patience = 300;

    private readonly string folder;

    /// <summary>The processor time of all runs.</summary>
    public TimeSpan Processor { get; private set; }

    /// <summary>Copies the programs; folders of packages are linked.</summary>
    public Workplace(string root, string programs, string name)
    {
        folder = Path.Combine(root, "artifacts", "mutants", name);
        foreach (string program in Programs)
        {
            var built = new DirectoryInfo(Path.Combine(programs, program, "debug"));
            string copy = Directory.CreateDirectory(Path.Combine(folder, program)).FullName;
            foreach (FileInfo file in built.GetFiles())
                file.CopyTo(Path.Combine(copy, file.Name), overwrite: true);
            foreach (DirectoryInfo inner in built.GetDirectories())
            {
                string link = Path.Combine(copy, inner.Name);
                if (!Directory.Exists(link))
                    Directory.CreateSymbolicLink(link, inner.FullName);
            }
        }
    }

    /// <summary>Puts an engine in.</summary>
    public void Put(Action<string> write)
    {
        string[] places = [.. Programs.Select(program => Path.Combine(folder, program, "VectorLoss.dll"))];
        File.Delete(places[0]);
        write(places[0]);
        File.Copy(places[0], places[1], overwrite: true);
    }

    /// <summary>The classes of a program that hold tests.</summary>
    public IEnumerable<TestClass> Classes() => Programs.SelectMany(program => Run(program,
        ["-noLogo", "-noColor", "-list", "classes"], TimeSpan.FromMinutes(1)).Output
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(name => name.StartsWith("VectorLoss.", StringComparison.Ordinal))
        .Select(name => new TestClass(program, name)));

    /// <summary>Runs classes of one program until the first failure; gives what failed, or null.</summary>
    public string? FirstFailure(IReadOnlyList<TestClass> classes, TimeSpan limit, string hits = "")
    {
        string[] options = [.. classes.SelectMany(one => new[] { "-class", one.Name })];
        (int code, string output) = Run(classes[0].Program,
            ["-noLogo", "-noColor", .. hits == "" ? new[] { "-stopOnFail" } : [], .. options], limit, hits);
        if (code == 0)
            return null;
        Match failed = Regex.Match(output, @"^\s*(\S+?)(\(.*)? \[FAIL\]", RegexOptions.Multiline);
        return failed.Success ? Regex.Replace(failed.Groups[1].Value, @"^VectorLoss\.(Tests\.)?", "")
            : code == int.MinValue ? $"time limit of {classes[0].ShortName} …"
                : $"end of the process in {classes[0].ShortName} …";
    }

    /// <summary>Runs a program; a run beyond the limit, in processor time, ends with the lowest number as its
    /// code.</summary>
    private (int Code, string Output) Run(string program, string[] arguments, TimeSpan limit, string hits = "")
    {
        var start = new ProcessStartInfo(Path.Combine(folder, program, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["VECTORLOSS_NO_BROWSER"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        // A run of seconds gains nothing from profiles of itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // A mutant that never ends must not take the memory of the machine.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x100000000";
        if (hits != "")
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(Workplace).Assembly.Location;
            start.Environment[StartupHook.Folder] = hits;
        }
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(), errors = child.StandardError.ReadToEndAsync();
        TimeSpan before = Processor, seen = Processor;
        // Counted in short waits, so that the time in which all is stopped for a measurement does not count.
        for (int tenths = 0; tenths < 10 * Patience && Processor - before < limit && !child.WaitForExit(100); tenths++)
        {
            if (Processor - seen > TimeSpan.FromSeconds(0.1))
                (seen, tenths) = (Processor, 0);
            try
            {
                Processor = before + child.TotalProcessorTime;
            }
            catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
            {
                // It has ended since.
            }
        }
        if (!child.HasExited)
        {
            child.Kill(entireProcessTree: true);
            child.WaitForExit();
            return (int.MinValue, "");
        }
        Task.WaitAll([output, errors], TimeSpan.FromSeconds(5));
        return (child.ExitCode, output.IsCompletedSuccessfully ? output.Result : "");
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>
/// Hostile files: only a refusal in words may come out, and little memory and time go in.
/// <c>VECTORLOSS_FUZZ=10000000</c> draws so many files a reader and way, <c>VECTORLOSS_FUZZ=10000000,npy,idx</c> for
/// those readers alone; the number is the seed too. An input that breaks a reader is kept in artifacts/fuzz; once
/// mended it moves to data/fuzz, where every run reads it first.
/// </summary>
public class FuzzTests
{
    private const int Usual = 2000;
    private const long MostBytes = 1 << 20;
    private const double MostSeconds = 2;

    private static readonly string[] Asked =
        (Environment.GetEnvironmentVariable("VECTORLOSS_FUZZ") ?? "").Split(',');

    private static readonly int Count = int.TryParse(Asked[0], CultureInfo.InvariantCulture, out int count)
        ? count : Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 1_000_000 : Usual;

    public static TheoryData<string> Readers => [.. FuzzTargets.All.Select(target => target.Name)
        .Where(name => Asked.Length == 1 || Asked.Contains(name))];

    [Theory, MemberData(nameof(Readers))]
    public void Files_that_once_broke_a_reader_do_so_no_more(string reader)
    {
        FuzzTarget target = FuzzTargets.Named(reader);
        Assert.All(FuzzTargets.Corpus(reader), file => Attack(target, File.ReadAllBytes(file)));
    }

    [Theory, MemberData(nameof(Readers))]
    public void Changed_files_are_read_or_refused(string reader)
    {
        FuzzTarget target = FuzzTargets.Named(reader);
        byte[][] seeds = [.. target.Seeds, .. FuzzTargets.Corpus(reader).Select(File.ReadAllBytes)];
        Storm(target, 0.0001, random =>
        {
            byte[] bytes = seeds[random.Below(seeds.Length)];
            for (int changes = 1 + random.Below(4); changes > 0; changes--)
                bytes = ByteMutation.Of(bytes, seeds, random);
            return bytes;
        });
    }

    [Theory, MemberData(nameof(Readers))]
    public void Files_drawn_by_the_grammar_are_read_or_refused(string reader)
    {
        FuzzTarget target = FuzzTargets.Named(reader);
        Storm(target, 0.005, target.Draw);
    }

    // If nearly every file were refused at its first byte, nothing behind it would be tested.
    private static void Storm(FuzzTarget target, double leastAccepted, Func<SeededRandom, byte[]> draw)
    {
        var random = new SeededRandom(Count == Usual ? 20UL : (ulong)Count);
        int accepted = 0;
        for (int i = 0; i < Count; i++)
            accepted += Attack(target, draw(random)) ? 1 : 0;
        Assert.InRange(accepted, leastAccepted * Count, target.IsLenient ? Count : Count - 1);
    }

    private static bool Attack(FuzzTarget target, byte[] bytes)
    {
        bool isAccepted = false;
        string? fault = null;
        double start = Seconds();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(bytes);
            isAccepted = true;
        }
        catch (Exception problem) when (target.IsRefusal(problem))
        {
            fault = problem.Message.Length > 2000 || (problem is DataFormatException
                && problem.Message.Any(char.IsControl))
                ? $"a message of {problem.Message.Length} characters, or with control characters" : null;
        }
        catch (Exception problem)
        {
            fault = problem.ToString();
        }
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        double seconds = Seconds() - start;
        if (taken > (target.BytesPerByte * (long)bytes.Length) + MostBytes)
            fault ??= $"{taken} bytes of memory for a file of {bytes.Length}";
        if (seconds > MostSeconds)
            fault ??= $"{seconds:F1} s of processor time";
        Assert.True(fault is null, $"{target.Name}: {fault}\nKept as {(fault is null ? "" : Keep(target, bytes))}");
        return isAccepted;
    }

    private static string Keep(FuzzTarget target, byte[] bytes)
    {
        string folder = Path.Combine(RepositoryFiles.Root, "artifacts", "fuzz", target.Name);
        string file = Path.Combine(Directory.CreateDirectory(folder).FullName,
            Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    // The processor time of this thread; wall time says nothing on a machine that does other work.
    private static double Seconds()
    {
        Span<long> time = stackalloc long[2];
        return OperatingSystem.IsLinux() && Clock(3, ref time[0]) == 0 ? time[0] + (1e-9 * time[1]) : 0;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Clock(int clock, ref long time);
}

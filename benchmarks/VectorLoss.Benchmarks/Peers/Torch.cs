using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>
/// PyTorch in the system's own Python, spoken to line by line so that it and we take turns in one run.
/// </summary>
internal sealed class Torch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process process;
    private int works;

    private Torch(Process process) => this.process = process;

    public string Version { get; private set; } = "";

    /// <summary>Who multiplies its matrices.</summary>
    public string Blas { get; private set; } = "";

    /// <summary>Starts it; null when this system has no PyTorch.</summary>
    public static Torch? Start()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py");
        if (!File.Exists(Python))
            return null;
        var info = new ProcessStartInfo(Python)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // -I keeps packages that some other Python installed for the user out of sight.
        OpenBlas.ChooseBest(info.Environment);
        info.ArgumentList.Add("-I");
        info.ArgumentList.Add(script);
        Process process = Process.Start(info)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var torch = new Torch(process);
        try
        {
            string[] answer = torch.Ask("version").Split(' ');
            (torch.Version, torch.Blas) = (answer[0], answer[1]);
            return torch;
        }
        catch (IOException)
        {
            torch.Dispose();
            return null;
        }
    }

    /// <summary>A work of torch_peer.py; <paramref name="verify"/> sees the figures of its first run.</summary>
    public Contestant Work(string work, int threads, Func<double[], string?> verify)
    {
        string key = $"w{works++}";
        string[] answer = Ask($"prepare {key} {threads} {work}").Split(' ');
        // The peer answers what threads it found best: its own and those of its BLAS.
        string version = threads == 1 ? Version : $"{Version} ({answer[0]} threads)";
        return new TorchWork(this, key, version, [.. answer.Skip(1).Select(Number)], verify);
    }

    /// <summary>The work with every number of threads from one to what this process may use.</summary>
    public IReadOnlyList<Contestant> Works(string work, Func<double[], string?> verify)
        => [.. Enumerable.Range(1, Environment.ProcessorCount).Select(threads => Work(work, threads, verify))];

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(2000))
            process.Kill();
        process.Dispose();
    }

    private string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        string? answer = process.StandardOutput.ReadLine();
        return answer is ['o', 'k', ' ', ..] ? answer[3..]
            : throw new IOException($"PyTorch answered '{answer ?? "nothing"}' to '{line}'.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class TorchWork(
        Torch torch, string key, string version, double[] figures, Func<double[], string?> verify)
        : Contestant("PyTorch", version)
    {
        public override double Measure(int calls) => Number(torch.Ask($"time {key} {calls}"));

        public override string? Verify() => verify(figures);
    }
}

using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>PyTorch in the system's own Python, spoken to line by line so that it and we can alternate in one run.</summary>
internal sealed class Torch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process process;
    private int works;

    private Torch(Process process) => this.process = process;

    public string Version { get; private set; } = "";

    /// <summary>Starts it; null when this system has no PyTorch.</summary>
    public static Torch? Start()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py");
        if (!File.Exists(Python))
            return null;
        var info = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // -I keeps packages that some other Python installed for the user out of sight.
        info.ArgumentList.Add("-I");
        info.ArgumentList.Add(script);
        Process process = Process.Start(info)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var torch = new Torch(process);
        try
        {
            torch.Version = torch.Ask("version");
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
        double[] figures = [.. Ask($"prepare {key} {threads} {work}").Split(' ').Select(Number)];
        return new TorchWork(this, key, threads, figures, verify);
    }

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
        return answer is ['o', 'k', ' ', ..] ? answer[3..] : throw new IOException($"PyTorch answered '{answer ?? "nothing"}' to '{line}'.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class TorchWork(Torch torch, string key, int threads, double[] figures, Func<double[], string?> verify)
        : Contestant("PyTorch", threads == 1 ? torch.Version : $"{torch.Version} ({threads} threads)")
    {
        public override double Measure(int calls) => Number(torch.Ask($"time {key} {calls}"));

        public override string? Verify() => verify(figures);
    }
}

using System.Diagnostics;
using System.Runtime.Intrinsics;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>PyTorch in the system's own Python.</summary>
internal sealed class Torch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly LineProcess process;
    private int works;

    private Torch(LineProcess process) => this.process = process;

    public string Version { get; private set; } = "";

    /// <summary>Who multiplies its matrices.</summary>
    public string Blas { get; private set; } = "";

    /// <summary>Starts it; null when this system has no PyTorch.</summary>
    public static Torch? Start()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py");
        if (!File.Exists(Python))
            return null;
        // -I keeps packages that some other Python installed for the user out of sight.
        var info = new ProcessStartInfo(Python, ["-I", script]);
        OpenBlas.ChooseBest(info.Environment);
        if (!Vector512.IsHardwareAccelerated)
            info.Environment["ATEN_CPU_CAPABILITY"] = "avx2";
        var torch = new Torch(new LineProcess("PyTorch", info));
        try
        {
            string[] answer = torch.process.Ask("version").Split(' ');
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
        string[] answer = process.Ask($"prepare {key} {threads} {work}").Split(' ');
        // The peer answers what threads it found best: its own and those of its BLAS.
        string version = threads == 1 ? Version : $"{Version} ({answer[0]} threads)";
        return new TorchWork(process, key, version, [.. answer.Skip(1).Select(LineProcess.Number)], verify);
    }

    public void Dispose() => process.Dispose();

    private sealed class TorchWork(
        LineProcess process, string key, string version, double[] figures, Func<double[], string?> verify)
        : Contestant("PyTorch", version)
    {
        public override double Measure(int calls) => LineProcess.Number(process.Ask($"time {key} {calls}"));

        public override string? Verify() => verify(figures);
    }
}

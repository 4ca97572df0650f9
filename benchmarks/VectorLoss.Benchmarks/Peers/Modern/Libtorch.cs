using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using TorchSharp;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>libtorch by TorchSharp: the PyTorch of today where the system's Python has an old one.</summary>
internal sealed partial class Libtorch : IModernPeer
{
    public Libtorch() => Missing = Load();

    public string Name => "libtorch";

    public string Version => Missing is null ? torch.__version__ : "";

    public string? Missing { get; }

    public Contestant? Work(string[] work, int threads, Func<double[], string?> verify)
    {
        UseThreads(threads);
        (Action Run, Func<double[]> Figures)? made = work switch
        {
            ["loss", string name, string type, .. string[] sizes] => LibtorchLosses.Of(name, type, Numbers(sizes)),
            ["step", string batch, string optimizer, .. string[] layers]
                => LibtorchNets.Step(Number(batch), optimizer, Numbers(layers)),
            ["inference", string batch, .. string[] layers]
                => LibtorchNets.Inference(Number(batch), Numbers(layers)),
            ["matmul", string m, string k, string n] => LibtorchNets.Product(Number(m), Number(k), Number(n)),
            _ => null,
        };
        return made is not { } one ? null : new Local(Name, threads == 1 ? Version : $"{Version} ({threads} threads)",
            () =>
            {
                UseThreads(threads);
                one.Run();
            },
            () => verify(one.Figures()));
    }

    /// <summary>The line of an error that says why a native library did not load.</summary>
    public static string Reason(Exception error)
    {
        string[] lines = (error.InnerException ?? error).Message.Split('\n',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The loader tells of every place where it looked; only one of them has the file.
        string line = lines.FirstOrDefault(line => line.Contains("version `", StringComparison.Ordinal))
            ?? lines.FirstOrDefault(line => line.Contains("cannot", StringComparison.Ordinal)
                && !line.Contains("No such file", StringComparison.Ordinal)) ?? lines[0];
        return Folders().Replace(line, "");
    }

    [GeneratedRegex(@"/\S*/")]
    private static partial Regex Folders();

    private static void UseThreads(int threads)
    {
        if (torch.get_num_threads() != threads)
            torch.set_num_threads(threads);
    }

    private static string? Load()
    {
        foreach ((string name, string value) in Settings())
            OpenBlas.Set(name, value);
        try
        {
            // TorchSharp's own search copies half a gigabyte when this fails, and hides the reason.
            NativeLibrary.Load("LibTorchSharp", Assembly.Load("TorchSharp"), null);
            return null;
        }
        catch (DllNotFoundException error)
        {
            return Reason(error);
        }
    }

    private static IEnumerable<(string Name, string Value)> Settings()
    {
        // OpenMP's threads spin for a while after each loop and would share the cores with whoever is timed next: here
        // for a tenth of the usual time, some 0.1 ms, longer than the gaps within a step.
        yield return ("GOMP_SPINCOUNT", "30000");
        if (Vector512.IsHardwareAccelerated)
            yield break;
        // Where we run without AVX-512, so do its three sets of kernels.
        yield return ("ATEN_CPU_CAPABILITY", "avx2");
        yield return ("MKL_ENABLE_INSTRUCTIONS", "AVX2");
        yield return ("ONEDNN_MAX_CPU_ISA", "AVX2");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static int[] Numbers(string[] texts) => [.. texts.Select(Number)];
}

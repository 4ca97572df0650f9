using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using VectorLoss.Autodiff;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Works;
using VectorLoss.Training;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>ONNX Runtime with the net that our own writer gives it.</summary>
internal sealed class OnnxRuntime : IModernPeer
{
    public OnnxRuntime()
    {
        try
        {
            Version = Load();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException
            or EntryPointNotFoundException)
        {
            Missing = Libtorch.Reason(error);
        }
    }

    public string Name => "ONNX Runtime";

    public string Version { get; } = "";

    public string? Missing { get; }

    public Contestant? Work(string[] work, int threads, Func<double[], string?> verify)
        => work is ["inference", .. string[] sizes]
            ? Inference([.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))], threads, verify)
            : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Load() => OrtEnv.Instance().GetVersionString();

    // Inputs and outputs are bound to our memory, so that a run neither copies nor allocates.
    private Local Inference(int[] sizes, int threads, Func<double[], string?> verify)
    {
        (int batch, int[] layers) = (sizes[0], sizes[1..]);
        float[] images = Buffers.Of<float>(batch * layers[0]), logits = Buffers.Of<float>(batch * layers[^1]);
        TrainingWorks.FillImages(images);
        using MemoryStream model = new();
        var net = new Mlp<float>(new Tape<float>(), layers);
        InferenceWorks.FillWeights(net, layers);
        OnnxModel.Write(model, net);
        using SessionOptions options = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        // Its threads else go on spinning after a run and share the cores with whoever is timed next.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        InferenceSession session = new(model.ToArray(), options);
        OrtIoBinding binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], OrtValue.CreateTensorValueFromMemory(images, [batch, layers[0]]));
        binding.BindOutput(session.OutputNames[0], OrtValue.CreateTensorValueFromMemory(logits, [batch, layers[^1]]));
        RunOptions run = new();
        return new(Name, threads == 1 ? Version : $"{Version} ({threads} threads)",
            () => session.RunWithBinding(run, binding),
            () => verify([logits.Sum(logit => Math.Abs((double)logit))]));
    }
}

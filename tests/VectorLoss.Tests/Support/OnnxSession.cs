using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VectorLoss.Tests;

/// <summary>A model in ONNX Runtime, on the processor, one thread.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession session;

    public OnnxSession(byte[] model)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new(model, options);
    }

    public InferenceSession Session => session;

    /// <summary>The one output for rows of inputs.</summary>
    public double[] Run<T>(double[] inputs, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseTensor<T> tensor = new(inputs.Select(T.CreateTruncating).ToArray(),
            [inputs.Length / columns, columns]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
            [NamedOnnxValue.CreateFromTensor(session.InputMetadata.Keys.Single(), tensor)]);
        return [.. results.Single().AsEnumerable<T>().Select(double.CreateTruncating)];
    }

    public void Dispose() => session.Dispose();
}

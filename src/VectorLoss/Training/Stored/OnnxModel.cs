using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>
/// Nets as ONNX models, for runtimes that know nothing of this library: a <c>Gemm</c> a layer, its activation, and at
/// the end a softmax or sigmoid if that is wanted. The input is <c>input</c>, a matrix of any number of rows; the
/// output is <c>logits</c> or <c>probabilities</c>. Numbers are those of the net, float or double.
/// </summary>
public static class OnnxModel
{
    /// <summary>The version of the operator set that the models use (17, of 2022).</summary>
    public const int OperatorSet = OnnxGraph.OperatorVersion;

    /// <summary>The version of the format that the models have (8, which belongs to that operator set).</summary>
    public const int FormatVersion = OnnxGraph.FormatVersion;

    /// <summary>Writes a net atomically. The same net and notes give the same bytes everywhere.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="net">The net.</param>
    /// <param name="output">What follows the last layer: nothing (linear), sigmoid or softmax.</param>
    /// <param name="notes">Metadata of the model, such as the loss; layers and activation are added.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="output"/> is <see cref="OutputLayer.Auto"/>, which belongs
    /// to a loss, or the model has more than 2³¹ − 1 bytes, the most that the format allows.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Save<T>(string path, Mlp<T> net, OutputLayer output = OutputLayer.Linear,
        params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => AtomicFile.Write(path, Make(net, output, notes).WriteTo);

    /// <summary>Writes a net to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="net">The net.</param>
    /// <param name="output">What follows the last layer.</param>
    /// <param name="notes">Metadata of the model.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">See <see cref="Save"/>.</exception>
    public static void Write<T>(Stream stream, Mlp<T> net, OutputLayer output = OutputLayer.Linear,
        params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        Make(net, output, notes).WriteTo(stream);
    }

    private static ProtobufMessage Make<T>(Mlp<T> net, OutputLayer output,
        ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        if (output is OutputLayer.Auto || !Enum.IsDefined(output))
            throw new ArgumentException($"The output of a model is linear, sigmoid or softmax, not {output}.",
                nameof(output));
        SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach ((string key, string value) in notes)
            metadata[key] = value;
        ModelNotes.Write(metadata, net.Layers, net.Hidden);
        // The format of a file of tensors says nothing of this one.
        metadata.Remove("format");
        string version = typeof(OnnxModel).Assembly.GetName().Version?.ToString(3) ?? "";
        ProtobufMessage model = Graph(net, output).ToModel(("VectorLoss", version), metadata);
        return model.Length <= int.MaxValue ? model : throw new ArgumentException(
            $"The model has {model.Length} bytes; ONNX allows {int.MaxValue}.", nameof(net));
    }

    private static OnnxGraph Graph<T>(Mlp<T> net, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxGraph graph = new("mlp");
        graph.AddInput<T>("input", net.Inputs);
        string x = "input";
        for (int layer = 0; layer < net.Layers.Length - 1; layer++)
            x = AddLayer(graph, net, layer, x);
        if (output != OutputLayer.Linear)
        {
            ReadOnlySpan<(string, long)> axis = output == OutputLayer.Softmax ? [("axis", 1)] : [];
            graph.AddNode($"{output}", [x], "probabilities", "probabilities", axis);
            x = "probabilities";
        }
        graph.AddOutput<T>(x, net.Outputs);
        return graph;
    }

    private static string AddLayer<T>(OnnxGraph graph, Mlp<T> net, int layer, string input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isLast = layer == net.Layers.Length - 2;
        string name = $"layers.{layer}", sum = isLast ? "logits" : $"{name}.sum";
        Var weight = net.Parameters[2 * layer], bias = net.Parameters[(2 * layer) + 1];
        Shape shape = net.Tape.ShapeOf(weight);
        graph.AddTensor<T>($"{name}.weight", [shape.Columns, shape.Rows],
            StoredLayer.OutputsFirstOf(net.Tape.ReadOnlyValues(weight), shape));
        graph.AddTensor($"{name}.bias", [shape.Columns], net.Tape.ReadOnlyValues(bias));
        graph.AddNode("Gemm", [input, $"{name}.weight", $"{name}.bias"], sum, name, ("transB", 1));
        if (isLast || net.Hidden == Activation.None)
            return sum;
        // The operators are called as the activations are.
        graph.AddNode($"{net.Hidden}", [sum], $"{name}.output", $"{name}.activation");
        return $"{name}.output";
    }
}

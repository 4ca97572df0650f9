using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>
/// Nets as ONNX models, for runtimes that know nothing of this library: a <c>Gemm</c> a layer, its activation, and at
/// the end a softmax, sigmoid or exponential if that is wanted. The input is <c>input</c>, a matrix of any number of
/// rows; the output is <c>logits</c>, <c>probabilities</c> or <c>means</c>. Numbers are those of the net, float or
/// double.
/// </summary>
/// <remarks>
/// ONNX Runtime 1.31 gives the sigmoid of floats in steps of 2⁻²⁵: of a probability below 1e-7 hardly a digit is right.
/// Logits, the linear output, keep them.
/// </remarks>
public static class OnnxModel
{
    /// <summary>The version of the operator set that the models use (17, of 2022).</summary>
    public const int OperatorSet = OnnxGraph.OperatorVersion;

    /// <summary>The version of the format that the models have (8, which belongs to that operator set).</summary>
    public const int FormatVersion = OnnxGraph.FormatVersion;

    /// <summary>Writes a net atomically. The same net and notes give the same bytes everywhere.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="net">The net.</param>
    /// <param name="output">What follows the last layer: nothing (linear), sigmoid, softmax, exponential or
    /// binary sparsemax.</param>
    /// <param name="notes">Metadata of the model, such as the loss; layers and activation are added.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="output"/> is <see cref="OutputLayer.Auto"/>, which belongs
    /// to a loss, or <see cref="OutputLayer.Sparsemax"/>, which ONNX does not have, or the model has more than
    /// 2³¹ − 1 bytes, the most that the format allows, or a parameter of the net is NaN or infinite.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Save<T>(string path, Mlp<T> net, OutputLayer output = OutputLayer.Linear,
        params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => AtomicFile.Write(path, Make(net, (null, null), output, notes).WriteTo);

    /// <summary>
    /// Writes a net of a table with what stands around it, so that the model takes and gives numbers in the units of
    /// the table: its output is <c>predictions</c>.
    /// </summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="net">The net.</param>
    /// <param name="inputs">What standardises the inputs; null where they are given as the net takes them.</param>
    /// <param name="targets">What standardised the targets, an output a column; null where nothing did.</param>
    /// <param name="output">What follows the last layer.</param>
    /// <param name="notes">Metadata of the model.</param>
    /// <exception cref="ArgumentException">As without them; or a width is not that of the net, or a mean or a deviation
    /// leaves the numbers of the net.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Save<T>(string path, Mlp<T> net, Standardization? inputs, Standardization? targets,
        OutputLayer output = OutputLayer.Linear, params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => AtomicFile.Write(path, Make(net, (inputs, targets), output, notes).WriteTo);

    /// <summary>Writes a net to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="net">The net.</param>
    /// <param name="output">What follows the last layer.</param>
    /// <param name="notes">Metadata of the model.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="output"/> is <see cref="OutputLayer.Auto"/>, or the model
    /// has more than 2³¹ − 1 bytes, or a parameter of the net is NaN or infinite.</exception>
    public static void Write<T>(Stream stream, Mlp<T> net, OutputLayer output = OutputLayer.Linear,
        params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        Make(net, (null, null), output, notes).WriteTo(stream);
    }

    private static ProtobufMessage Make<T>(Mlp<T> net, (Standardization? Inputs, Standardization? Targets) around,
        OutputLayer output, ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        (int inputs, int targets) = (around.Inputs?.Width ?? net.Inputs, around.Targets?.Width ?? net.Outputs);
        if (inputs != net.Inputs || targets != net.Outputs)
            throw new ArgumentException($"The net has {net.Inputs} inputs and {net.Outputs} outputs; standardised are "
                + $"{inputs} and {targets}.", inputs != net.Inputs ? nameof(inputs) : nameof(targets));
        if (output is OutputLayer.Auto or OutputLayer.Sparsemax || !Enum.IsDefined(output))
            throw new ArgumentException($"The output of a model is linear, sigmoid, softmax, exponential or binary "
                + $"sparsemax, not {output}.", nameof(output));
        if (FiniteNumbers.Problem(net) is { } problem)
            throw new ArgumentException($"The net is of no use: {problem}.", nameof(net));
        SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach ((string key, string value) in notes)
            metadata[key] = value;
        ModelNotes.Write(metadata, net.Layers, net.Hidden);
        // The format of a file of tensors says nothing of this one.
        metadata.Remove("format");
        string version = typeof(OnnxModel).Assembly.GetName().Version?.ToString(3) ?? "";
        ProtobufMessage model = Graph(net, around.Inputs, around.Targets, output)
            .ToModel(("VectorLoss", version), metadata);
        return model.Length <= int.MaxValue ? model : throw new ArgumentException(
            $"The model has {model.Length} bytes; ONNX allows {int.MaxValue}.", nameof(net));
    }

    private static OnnxGraph Graph<T>(
        Mlp<T> net, Standardization? inputs, Standardization? targets, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxGraph graph = new("mlp");
        graph.AddInput<T>("input", net.Inputs);
        string x = inputs?.AddTo<T>(graph, "input", "standardised", back: false) ?? "input";
        for (int layer = 0; layer < net.Layers.Length - 1; layer++)
            x = AddLayer(graph, net, layer, x);
        if (output == OutputLayer.BinarySparsemax)
            x = AddHalfway<T>(graph, x, "probabilities");
        else if (output != OutputLayer.Linear)
        {
            ReadOnlySpan<(string, long)> axis = output == OutputLayer.Softmax ? [("axis", 1)] : [];
            bool isMean = output == OutputLayer.Exponential;
            string result = isMean ? "means" : "probabilities";
            graph.AddNode(isMean ? "Exp" : $"{output}", [x], result, result, axis);
            x = result;
        }
        x = targets?.AddTo<T>(graph, x, "predictions", back: true) ?? x;
        graph.AddOutput<T>(x, net.Outputs);
        return graph;
    }

    // The operations of the tape, one by one: HardSigmoid would multiply before it adds.
    private static string AddHalfway<T>(OnnxGraph graph, string x, string result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<(string, double)> steps = [("Add", 1), ("Mul", 0.5), ("Max", 0), ("Min", 1)];
        foreach ((string type, double operand) in steps)
        {
            string constant = $"{result}.{type}.operand", next = type == "Min" ? result : $"{result}.{type}";
            graph.AddTensor<T>(constant, [1], [T.CreateTruncating(operand)]);
            graph.AddNode(type, [x, constant], next, next);
            x = next;
        }
        return x;
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

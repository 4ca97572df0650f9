using System.Numerics;

namespace VectorLoss.Data;

/// <summary>
/// A graph of operators that is written as an ONNX model. Field numbers are those of onnx.proto in
/// github.com/onnx/onnx.
/// </summary>
/// <param name="name">What the graph is called.</param>
internal sealed class OnnxGraph(string name)
{
    /// <summary>The version of the format: that which came with <see cref="OperatorVersion"/>.</summary>
    public const int FormatVersion = 8;

    /// <summary>The version of the operators; runtimes since 2022 take it.</summary>
    public const int OperatorVersion = 17;

    private const int FloatType = 1, DoubleType = 11, IntegerAttribute = 2;
    private readonly List<(int Field, ProtobufMessage Value)> fields = [];

    /// <summary>Adds an operator with one output.</summary>
    public void AddNode(string type, ReadOnlySpan<string> inputs, string output, string nodeName,
        params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        ProtobufMessage node = new();
        foreach (string input in inputs)
            node.Add(1, input);
        node.Add(2, output).Add(3, nodeName).Add(4, type);
        foreach ((string attribute, long value) in attributes)
            node.Add(5, new ProtobufMessage().Add(1, attribute).Add(3, value).Add(20, IntegerAttribute));
        fields.Add((1, node));
    }

    /// <summary>Adds constant numbers, row-major.</summary>
    public void AddTensor<T>(string tensorName, ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ProtobufMessage tensor = new();
        foreach (int size in shape)
            tensor.Add(1, size);
        tensor.Add(2, TypeOf<T>()).Add(8, tensorName).Add(9, LittleEndian.Bytes(values));
        fields.Add((5, tensor));
    }

    /// <summary>Declares a matrix that the caller gives: any number of rows, and columns.</summary>
    public void AddInput<T>(string inputName, int columns) => fields.Add((11, Matrix<T>(inputName, columns)));

    /// <summary>Declares a matrix that the graph gives.</summary>
    public void AddOutput<T>(string outputName, int columns) => fields.Add((12, Matrix<T>(outputName, columns)));

    /// <summary>The whole model.</summary>
    /// <param name="producer">Name and version of the program that writes it.</param>
    /// <param name="metadata">Free text by key.</param>
    public ProtobufMessage ToModel((string Name, string Version) producer,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ProtobufMessage graph = new(), model = new();
        graph.Add(2, name);
        // Sorted, and each kind in the order in which it was added: the same graph gives the same bytes.
        foreach ((int field, ProtobufMessage value) in fields.OrderBy(field => field.Field))
            graph.Add(field, value);
        model.Add(1, FormatVersion).Add(2, producer.Name).Add(3, producer.Version).Add(7, graph);
        // The operators of the standard, whose domain has no name.
        model.Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorVersion));
        foreach ((string key, string value) in metadata)
            model.Add(14, new ProtobufMessage().Add(1, key).Add(2, value));
        return model;
    }

    private static ProtobufMessage Matrix<T>(string name, int columns)
    {
        ProtobufMessage rows = new ProtobufMessage().Add(2, "batch"), width = new ProtobufMessage().Add(1, columns);
        ProtobufMessage shape = new ProtobufMessage().Add(1, rows).Add(1, width);
        ProtobufMessage tensor = new ProtobufMessage().Add(1, TypeOf<T>()).Add(2, shape);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private static int TypeOf<T>() => typeof(T) == typeof(double) ? DoubleType : FloatType;
}

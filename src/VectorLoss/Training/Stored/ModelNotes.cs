using System.Globalization;
using VectorLoss.Data;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>What the metadata of a net says: enough to build the net again from its tensors.</summary>
internal sealed class ModelNotes
{
    /// <summary>The format that is written: weights are outputs × inputs.</summary>
    public const string Format = "vectorloss-mlp-2";

    private const string First = "vectorloss-mlp-1";
    private readonly string path;
    private readonly SafetensorsFile file;

    private ModelNotes(string path, SafetensorsFile file, string format)
    {
        (this.path, this.file, Name, OutputsFirst) = (path, file, format, format != First);
        Layers = ParseLayers(Text("layers"));
        // The enumeration's own parser also takes its numbers.
        string name = Text("activation");
        Hidden = Enum.GetNames<Activation>().Contains(name, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<Activation>(name, ignoreCase: true)
            : throw new DataFormatException(path, $"names an unknown activation, {Excerpt.Of(name)}");
    }

    /// <summary>The name of the format.</summary>
    public string Name { get; }

    /// <summary>Whether weights are outputs × inputs: all formats but the first.</summary>
    public bool OutputsFirst { get; }

    /// <summary>Width of the input, of every hidden layer and of the output.</summary>
    public int[] Layers { get; }

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Hidden { get; }

    /// <summary>Writes the notes of a net.</summary>
    public static void Write(IDictionary<string, string> metadata, ReadOnlySpan<int> layers, Activation hidden)
    {
        metadata["format"] = Format;
        metadata["layers"] = string.Join(',', layers.ToArray());
        metadata["activation"] = hidden.ToString().ToLowerInvariant();
    }

    /// <summary>The notes of a file; null if this program did not write them.</summary>
    /// <exception cref="DataFormatException">It did, and they are damaged.</exception>
    public static ModelNotes? Read(string path, SafetensorsFile file)
        => file.Metadata.GetValueOrDefault("format") is (Format or First) and { } format
            ? new(path, file, format) : null;

    /// <summary>The tensors of the layers.</summary>
    /// <exception cref="DataFormatException">One is missing or has another shape than the layers say.</exception>
    public StoredLayer[] FindLayers()
    {
        StoredLayer[] found = new StoredLayer[Layers.Length - 1];
        for (int layer = 0; layer < found.Length; layer++)
        {
            int inputs = Layers[layer], outputs = Layers[layer + 1];
            int[] shape = OutputsFirst ? [outputs, inputs] : [inputs, outputs];
            StoredTensor weight = Find($"layers.{layer}.weight", shape);
            found[layer] = new(path, weight, Find($"layers.{layer}.bias", [outputs]), OutputsFirst);
        }
        return found;
    }

    private StoredTensor Find(string name, ReadOnlySpan<int> shape)
    {
        StoredTensor tensor = file.Get(name);
        if (tensor.Shape.SequenceEqual(shape))
            return tensor;
        string found = string.Join('×', tensor.Shape.ToArray()), wanted = string.Join('×', shape.ToArray());
        throw new DataFormatException(path, $"the tensor {name} is {found}, the layers say {wanted}");
    }

    private string Text(string key)
        => file.Metadata.GetValueOrDefault(key) ?? throw new DataFormatException(path, $"the metadata has no '{key}'");

    private int[] ParseLayers(string text)
    {
        string[] parts = text.Split(',');
        int[] widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i])
                || widths[i] == 0)
            {
                throw new DataFormatException(path, $"the layers '{Excerpt.Of(text)}' are not widths above 0");
            }
        }
        return widths.Length >= 2
            ? widths : throw new DataFormatException(path, $"the layers '{Excerpt.Of(text)}' are fewer than two");
    }
}

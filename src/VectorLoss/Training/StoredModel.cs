using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// A net in a safetensors file: tensors <c>layers.0.weight</c> (inputs × outputs), <c>layers.0.bias</c> (outputs) and
/// so on, and in the metadata all that is needed to build the net again.
/// </summary>
public sealed class StoredModel
{
    private const string Format = "vectorloss-mlp-1";
    private readonly SafetensorsFile file;
    private readonly string path;
    private readonly int[] layers;

    private StoredModel(string path, SafetensorsFile file)
    {
        (this.path, this.file) = (path, file);
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new DataFormatException(path,
                $"not a net that this program saved: the metadata does not say format {Format}; {file.Describe()}");
        }
        layers = ParseLayers(Text("layers"));
        Hidden = Enum.TryParse(Text("activation"), ignoreCase: true, out Activation hidden) && Enum.IsDefined(hidden)
            ? hidden
            : throw new DataFormatException(path, $"names an unknown activation, {Excerpt.Of(Text("activation"))}");
        for (int layer = 0; layer < layers.Length - 1; layer++)
        {
            Require($"layers.{layer}.weight", layers[layer], layers[layer + 1]);
            Require($"layers.{layer}.bias", layers[layer + 1]);
        }
    }

    /// <summary>Width of the input, of every hidden layer and of the output.</summary>
    public ReadOnlySpan<int> Layers => layers;

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Hidden { get; }

    /// <summary>Whether the parameters are doubles.</summary>
    public bool IsDouble => file.Get("layers.0.weight").Type == "F64";

    /// <summary>All metadata: what the caller noted, and format, layers and activation.</summary>
    public IReadOnlyDictionary<string, string> Notes => file.Metadata;

    /// <summary>Writes a net atomically.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="net">The net.</param>
    /// <param name="notes">More metadata, such as the loss and the steps.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Save<T>(string path, Mlp<T> net, params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        SafetensorsFile file = new();
        foreach ((string key, string value) in notes)
            file.Metadata[key] = value;
        file.Metadata["format"] = Format;
        file.Metadata["layers"] = string.Join(',', net.Layers.ToArray());
        file.Metadata["activation"] = net.Hidden.ToString().ToLowerInvariant();
        for (int i = 0; i < net.Parameters.Length; i++)
        {
            Shape shape = net.Tape.ShapeOf(net.Parameters[i]);
            ReadOnlySpan<T> values = net.Tape.ReadOnlyValues(net.Parameters[i]);
            if (i % 2 == 0)
                file.Add($"layers.{i / 2}.weight", [shape.Rows, shape.Columns], values);
            else
                file.Add($"layers.{i / 2}.bias", [shape.Columns], values);
        }
        file.Save(path);
    }

    /// <summary>Reads a net and checks that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold a net.</exception>
    public static StoredModel Load(string path) => new(path, SafetensorsFile.Load(path));

    /// <summary>Puts the net on a tape.</summary>
    /// <param name="tape">Where it shall live.</param>
    /// <typeparam name="T">float or double; stored doubles become floats by rounding.</typeparam>
    public Mlp<T> Build<T>(Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(tape, layers, Hidden);
        for (int i = 0; i < net.Parameters.Length; i++)
            file.Find($"layers.{i / 2}.{(i % 2 == 0 ? "weight" : "bias")}")!.CopyTo(tape.Values(net.Parameters[i]));
        return net;
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

    private void Require(string name, params ReadOnlySpan<int> shape)
    {
        StoredTensor tensor = file.Get(name);
        if (!tensor.Shape.SequenceEqual(shape))
        {
            string found = string.Join('×', tensor.Shape.ToArray()), wanted = string.Join('×', shape.ToArray());
            throw new DataFormatException(path, $"the tensor {name} is {found}, the layers say {wanted}");
        }
        double[] values = new double[tensor.Count];
        tensor.CopyTo<double>(values);
        int bad = Array.FindIndex(values, static value => !double.IsFinite(value));
        if (bad >= 0)
            throw new DataFormatException(path,
                $"the tensor {name} holds {values[bad]} at {bad}: the net is of no use");
    }
}

using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>
/// A net in a safetensors file, laid out as PyTorch's <c>nn.Linear</c>: tensors <c>layers.0.weight</c> (outputs ×
/// inputs), <c>layers.0.bias</c> (outputs) and so on, and in the metadata all that is needed to build the net again.
/// Files of the first format, whose weights are inputs × outputs, are read too, and so are chains of linear layers that
/// another program wrote.
/// </summary>
public sealed class StoredModel
{
    private readonly StoredLayer[] stored;
    private readonly int[] layers;

    private StoredModel(SafetensorsFile file, StoredLayer[] stored, Activation hidden, string? format)
    {
        (this.stored, Notes, Hidden, Format) = (stored, file.Metadata, hidden, format);
        layers = [stored[0].Inputs, .. stored.Select(layer => layer.Outputs)];
        foreach (StoredLayer layer in stored)
            layer.RequireFinite<double>();
    }

    /// <summary>Width of the input, of every hidden layer and of the output.</summary>
    public ReadOnlySpan<int> Layers => layers;

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Hidden { get; }

    /// <summary>The name of the format; null for a file of another program.</summary>
    public string? Format { get; }

    /// <summary>Whether the parameters are doubles, or whole numbers that floats do not hold.</summary>
    public bool IsDouble => stored.Any(layer => layer.IsDouble);

    /// <summary>All metadata: what the caller noted, and format, layers and activation.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>Writes a net atomically. The same net and notes give the same bytes everywhere.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="net">The net.</param>
    /// <param name="notes">More metadata, such as the loss and the steps.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite: <see cref="Load"/> would refuse
    /// it.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Save<T>(string path, Mlp<T> net, params ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        if (FiniteNumbers.Problem(net) is { } problem)
            throw new ArgumentException($"The net is of no use: {problem}.", nameof(net));
        Make(net.Layers.ToArray(), net.Hidden, Parameters.Copy(net, null), notes, []).Save(path);
    }

    /// <summary>The tensors and the metadata of a net.</summary>
    /// <param name="layers">The widths.</param>
    /// <param name="hidden">The activation of the hidden layers.</param>
    /// <param name="parameters">Weights and biases, which do not change before the file is written.</param>
    /// <param name="notes">More metadata.</param>
    /// <param name="memory">Where the weights of each layer are turned round; used again where it was filled.</param>
    internal static SafetensorsFile Make<T>(ReadOnlySpan<int> layers, Activation hidden, T[][] parameters,
        ReadOnlySpan<(string Key, string Value)> notes, List<T[]> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsFile file = new();
        foreach ((string key, string value) in notes)
            file.Metadata[key] = value;
        ModelNotes.Write(file.Metadata, layers, hidden);
        for (int i = 0; i < layers.Length - 1; i++)
        {
            Shape shape = new(layers[i], layers[i + 1]);
            T[] weight = StoredLayer.OutputsFirstOf<T>(parameters[2 * i], shape, memory.ElementAtOrDefault(i));
            if (i == memory.Count)
                memory.Add(weight);
            file.Borrow($"layers.{i}.weight", [shape.Columns, shape.Rows], weight);
            file.Borrow($"layers.{i}.bias", [shape.Columns], parameters[(2 * i) + 1]);
        }
        return file;
    }

    /// <summary>Reads a net and checks that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hidden">
    /// The activation between the layers. Null for a net that <see cref="Save"/> wrote, whose metadata names it. A file
    /// of another program is read if it is given: the file then holds the weights of linear layers, <c>….weight</c>
    /// (outputs × inputs) or <c>….kernel</c> (inputs × outputs), their biases, <c>….bias</c>, or none, and nothing
    /// else. Numbers in the names give the order of layers, or else the one order in which the outputs of each are the
    /// inputs of the next.
    /// </param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or does not hold such a net; the message
    /// lists tensors with types and shapes. Or its metadata names another activation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    public static StoredModel Load(string path, Activation? hidden = null)
        => Of(path, SafetensorsFile.Load(path), hidden);

    /// <summary>The net of a file that has been read.</summary>
    /// <param name="path">How messages call it.</param>
    /// <param name="file">Its content.</param>
    /// <param name="hidden">As for <see cref="Load"/>.</param>
    /// <exception cref="DataFormatException">The content is not that of such a net.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    public static StoredModel Of(string path, SafetensorsFile file, Activation? hidden = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(file);
        Option.Named(hidden ?? Activation.None, nameof(hidden));
        if (ModelNotes.Read(path, file) is { } notes)
        {
            if (hidden is { } given && given != notes.Hidden)
            {
                throw new DataFormatException(path,
                    $"the metadata names the activation {Name(notes.Hidden)}, and {Name(given)} is given");
            }
            return new(file, notes.FindLayers(), notes.Hidden, notes.Name);
        }
        if (hidden is { } activation)
            return new(file, LinearChain.Find(path, file), activation, null);
        string names = string.Join(", ", Enum.GetValues<Activation>().Select(Name));
        throw new DataFormatException(path, "not a net that this program saved: the metadata does not say format "
            + $"{ModelNotes.Format}; a chain of linear layers is read if its activation is given ({names}); "
            + file.Describe());
    }

    /// <summary>Puts the net on a tape.</summary>
    /// <param name="tape">Where it shall live.</param>
    /// <typeparam name="T">float or double; stored doubles become floats by rounding.</typeparam>
    /// <exception cref="DataFormatException">A stored number is too large for a float; nothing is on the tape
    /// then.</exception>
    public Mlp<T> Build<T>(Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (StoredLayer layer in stored)
            layer.RequireFinite<T>();
        Mlp<T> net = new(tape, layers, Hidden);
        for (int i = 0; i < stored.Length; i++)
            stored[i].CopyTo(tape.Values(net.Parameters[2 * i]), tape.Values(net.Parameters[(2 * i) + 1]));
        return net;
    }

    private static string Name(Activation activation) => activation.ToString().ToLowerInvariant();
}

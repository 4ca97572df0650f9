using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>Finds linear layers in a file of another program, by the names and shapes of its tensors.</summary>
internal static class LinearChain
{
    // Nets of more linear layers do not exist; the search for their order would not end soon.
    private const int MostLayers = 1000;

    /// <summary>The layers in order.</summary>
    /// <exception cref="DataFormatException">The tensors are not those of a chain of linear layers.</exception>
    public static StoredLayer[] Find(string path, SafetensorsFile file)
    {
        List<(string Stem, StoredLayer Layer)> found = [];
        HashSet<StoredTensor> used = [];
        foreach (StoredTensor tensor in file.Tensors)
        {
            (string stem, string kind) = Split(tensor.Name);
            if (kind is not ("weight" or "kernel") || tensor.Shape.Length != 2 || tensor.Count == 0)
                continue;
            StoredLayer layer = new(path, tensor, null, kind == "weight");
            if (file.Find($"{stem}bias") is { } bias && IsBias(bias, layer.Outputs))
                layer = layer with { Bias = bias };
            found.Add((stem, layer));
            used.Add(tensor);
            if (layer.Bias is not null)
                used.Add(layer.Bias);
        }
        if (file.Tensors.FirstOrDefault(tensor => !used.Contains(tensor)) is { } other)
            throw No(path, file, $"{other} is neither weight, kernel nor bias of one");
        if (found.Count is 0 or > MostLayers)
            throw No(path, file, $"there are {found.Count} layers");
        return new LayerOrder(found).Find(out bool isAmbiguous) ?? throw No(path, file, isAmbiguous
            ? "names and shapes allow more than one order of the layers"
            : "no order of the layers, along the numbers in their names, makes the outputs of each the inputs of the "
                + "next");
    }

    private static bool IsBias(StoredTensor tensor, int outputs)
        => tensor.Count == outputs && tensor.Shape.Length is 1 or 2 && tensor.Shape[^1] == outputs;

    // The point or slash belongs to the first part.
    private static (string Stem, string Kind) Split(string name)
    {
        int at = name.LastIndexOfAny(['.', '/']) + 1;
        return (name[..at], name[at..]);
    }

    private static DataFormatException No(string path, SafetensorsFile file, string reason)
        => new(path, $"not a chain of linear layers: {reason}; {file.Describe()}");
}

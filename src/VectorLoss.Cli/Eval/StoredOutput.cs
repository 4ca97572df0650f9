using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>What the metadata of a net says that its loss looks at.</summary>
internal static class StoredOutput
{
    /// <summary>The output layer; the usual one where nothing is noted.</summary>
    /// <exception cref="DataFormatException">The note names none.</exception>
    public static OutputLayer Of(string path, StoredModel model)
    {
        string noted = model.Notes.GetValueOrDefault("output") ?? nameof(OutputLayer.Auto);
        // The enumeration's own parser also takes its numbers, and any other number.
        if (Enum.GetNames<OutputLayer>().Contains(noted, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<OutputLayer>(noted, ignoreCase: true);
        throw new DataFormatException(path, $"the metadata names the output '{Printable.Cut(noted)}'; there are "
            + string.Join(", ", Enum.GetNames<OutputLayer>()));
    }
}

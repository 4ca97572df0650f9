using System.Text;

namespace VectorLoss.Training;

/// <summary>
/// Puts layers in order: those whose names differ only in numbers along these numbers, and all so that the outputs of
/// each are the inputs of the next.
/// </summary>
internal sealed class LayerOrder
{
    // A file may name its layers so that there are more orders than anybody can try.
    private const int MostTries = 10_000;
    private readonly StoredLayer[][] groups;
    private readonly int[] taken;
    private readonly List<StoredLayer> chain = [];
    private readonly int count;
    private StoredLayer[]? found;
    private int tries;
    private bool isAmbiguous;

    public LayerOrder(IReadOnlyCollection<(string Stem, StoredLayer Layer)> layers)
    {
        count = layers.Count;
        groups = [.. layers
            .GroupBy(layer => Numbered(layer.Stem, static _ => "#"), StringComparer.Ordinal)
            .Select(group => group
                .OrderBy(layer => Numbered(layer.Stem, static number => $"{number.Length:D9}{number}"),
                    StringComparer.Ordinal)
                .Select(layer => layer.Layer).ToArray())];
        taken = new int[groups.Length];
    }

    /// <summary>The only order; null if there is none, or more than one.</summary>
    public StoredLayer[]? Find(out bool isAmbiguous)
    {
        Extend();
        isAmbiguous = this.isAmbiguous;
        return isAmbiguous ? null : found;
    }

    private void Extend()
    {
        if (chain.Count == count)
        {
            isAmbiguous = found is not null;
            found = [.. chain];
            return;
        }
        for (int i = 0; i < groups.Length && !isAmbiguous; i++)
        {
            if (taken[i] == groups[i].Length)
                continue;
            StoredLayer next = groups[i][taken[i]];
            if (chain.Count > 0 && next.Inputs != chain[^1].Outputs)
                continue;
            isAmbiguous |= ++tries > MostTries;
            taken[i]++;
            chain.Add(next);
            Extend();
            chain.RemoveAt(chain.Count - 1);
            taken[i]--;
        }
    }

    // Leading zeros do not count: longer numbers are then larger ones.
    private static string Numbered(string name, Func<string, string> replace)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length;)
        {
            int end = i;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
                end++;
            if (end == i)
                text.Append(name[i++]);
            else
                text.Append(replace(name[i..end].TrimStart('0')));
            i = Math.Max(i, end);
        }
        return text.ToString();
    }
}

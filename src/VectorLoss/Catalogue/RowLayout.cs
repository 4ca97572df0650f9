using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>How a row lies that is a whole sample of equal parts, such as the places of each class.</summary>
internal static class RowLayout
{
    /// <summary>Refuses rows that are not whole parts, and samples that lie in another way.</summary>
    /// <exception cref="ArgumentException">The shape does not fit; the message says which does.</exception>
    public static void Check(LossCard card, IReadOnlyDictionary<string, double> options, LossArray first, string name)
    {
        int parts = card.PartsWith(options);
        bool isDeep = card.HasParts && first.Shape.Length > 2;
        // Rows of one place or step each, in more dimensions than two, are (N, …, C) misread.
        bool isMisread = isDeep && first.Columns == parts && parts > 1;
        if (first.Columns % parts == 0 && !isMisread)
            return;
        string right = !isDeep ? "" : $": reshape to a sample a row, [{first.Shape[0]}, "
            + $"{first.Shape[1..].Aggregate(1, (product, length) => product * length)}], {Words(card)}";
        throw new ArgumentException(
            $"{name} has shape {first}; a row of {card.Name} has {parts} equal parts{right}.", name);
    }

    private static string Words(LossCard card) => card.Options.Any(option => option.Name == CommonOptions.Classes)
        ? "all places of a class side by side as in (N, classes, …)" : "step after step as in (N, steps, features)";
}

namespace VectorLoss.Tests.Ledger;

/// <summary>The table data/bits.csv: how it is computed and compared.</summary>
internal static class BitsLedger
{
    public const string Header = "name,shape,dtype,hash";

    /// <summary>Every row, in no order.</summary>
    public static IEnumerable<LedgerRow> Rows =>
    [
        .. KernelRows.All, .. ProductRows.All, .. LossRows.All, .. PointLossRows.All, .. ClassLossRows.All,
        .. LinearSoftmaxRows.All, .. AdaptiveRows.All, .. NarrowRows.All, .. ClassAxisRows.All, .. TapeRows.All,
        .. TrainingRows.All, .. DataRows.All, .. CurvatureRows.All, .. HessianRows.All,
        .. FenchelYoungRows.All,
    ];

    /// <summary>The hash of each row, from the lines of the table.</summary>
    public static Dictionary<string, string> Parse(IEnumerable<string> lines)
        => lines.Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => string.Join(',', cells[..3]), cells => cells[3]);

    /// <summary>One line for each row that was found and is not in the table with the same hash.</summary>
    public static IEnumerable<string> Differences(
        IReadOnlyDictionary<string, string> found, IReadOnlyDictionary<string, string> kept) =>
    [
        .. found.Keys.Except(kept.Keys).Select(key => $"{key}: not in the table"),
        .. found.Keys.Intersect(kept.Keys).Where(key => found[key] != kept[key])
            .Select(key => $"{key}: {found[key]}, in the table {kept[key]}"),
    ];

    /// <summary>One line for each row of the table that is no longer computed.</summary>
    public static IEnumerable<string> Missing(
        IReadOnlyDictionary<string, string> found, IReadOnlyDictionary<string, string> kept)
        => kept.Keys.Except(found.Keys).Select(key => $"{key}: no longer computed");
}

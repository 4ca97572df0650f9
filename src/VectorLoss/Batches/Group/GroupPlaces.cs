namespace VectorLoss.Batches;

/// <summary>
/// Some rows in double, side by side: number i of a row stands in its lane of the ith register of each table.
/// </summary>
internal readonly ref struct GroupPlaces
{
    public required Span<double> First { get; init; }
    public required Span<double> Second { get; init; }
    public required Span<double> FirstSlopes { get; init; }
    public required Span<double> SecondSlopes { get; init; }

    /// <summary>The number that each row has of its own, and then its loss.</summary>
    public required Span<double> Labels { get; init; }
}

namespace VectorLoss.Losses;

/// <summary>Which rows are asked for their partner, and among which rows.</summary>
internal enum ContrastPairs
{
    /// <summary>Rows of the first matrix, among those of the second.</summary>
    FirstInSecond,

    /// <summary>All rows, among all other rows of both matrices.</summary>
    Views,

    /// <summary>All rows, among those of the other matrix.</summary>
    BothWays,

    /// <summary>None: what the features of both matrices have in common counts, over all rows at once.</summary>
    Features,
}

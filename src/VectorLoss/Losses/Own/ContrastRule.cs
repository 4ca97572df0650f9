using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What a loss of pairs compares: the same type for all of them, so that one kernel does.</summary>
/// <param name="Pairs">Who is asked for a partner, among whom.</param>
/// <param name="Temperature">The divisor of the similarities, where no input is their factor.</param>
/// <param name="Cosines">Whether rows are divided by their lengths first.</param>
internal readonly record struct ContrastRule(ContrastPairs Pairs, double Temperature, bool Cosines)
{
    /// <summary>How many rows are asked for their partner.</summary>
    public int Queries(int rows) => Pairs == ContrastPairs.FirstInSecond ? rows : 2 * rows;

    /// <summary>
    /// Where the partner of a query stands in the list of all rows, those of the first matrix and then of the second.
    /// </summary>
    public static int Partner(int query, int rows) => (query + rows) % (2 * rows);

    /// <summary>The rows of that list which a query is compared with.</summary>
    public IEnumerable<int> Candidates(int query, int rows) => Pairs == ContrastPairs.Views
        ? Enumerable.Range(0, 2 * rows).Where(row => row != query)
        : Enumerable.Range(query < rows ? rows : 0, rows);

    /// <summary>The factor of the similarities from the logarithm that an input gives, or from the option.</summary>
    public R Factor<R>(R? logarithm) where R : struct, IReal<R>
        => logarithm is { } given ? R.Exp(given) : R.Of(1) / R.Of(Temperature);
}

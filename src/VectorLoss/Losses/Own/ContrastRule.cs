using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What a loss of pairs compares: the same type for all of them, so that one kernel does.</summary>
/// <param name="Pairs">Who is asked for a partner, among whom.</param>
/// <param name="Temperature">The divisor of the similarities, where no input is their factor.</param>
/// <param name="Cosines">Whether rows are divided by their lengths first.</param>
internal readonly record struct ContrastRule(ContrastPairs Pairs, double Temperature, bool Cosines)
{
    /// <summary>What features of both matrices are asked for, where no row is.</summary>
    public FeatureRule Features { get; private init; }

    /// <summary>A rule of features.</summary>
    public static ContrastRule OfFeatures(FeatureRule features)
        => new(ContrastPairs.Features, 1, Cosines: false) { Features = features };

    /// <summary>How many losses there are: one a row that is asked for its partner, or one of the batch.</summary>
    public int Queries(int rows) => Pairs switch
    {
        ContrastPairs.FirstInSecond => rows,
        ContrastPairs.Features => Math.Min(rows, 1),
        _ => 2 * rows,
    };

    /// <summary>
    /// Where the partner of a query stands in the list of all rows, those of the first matrix and then of the second.
    /// </summary>
    public static int Partner(int query, int rows) => (query + rows) % (2 * rows);

    /// <summary>
    /// How many rows stand on the other side of a query: with views all, of which the query is one, otherwise those of
    /// the other matrix.
    /// </summary>
    public int CandidateCount(int rows) => Pairs == ContrastPairs.Views ? 2 * rows : rows;

    /// <summary>Where in that list they begin.</summary>
    public int FirstCandidate(int query, int rows) => Pairs != ContrastPairs.Views && query < rows ? rows : 0;

    /// <summary>The rows of that list which a query is compared with.</summary>
    public IEnumerable<int> Candidates(int query, int rows)
        => Enumerable.Range(FirstCandidate(query, rows), CandidateCount(rows)).Where(row => row != query);

    /// <summary>Whether an input is the temperature, and not the logarithm of the factor of the similarities.</summary>
    public bool TakesTemperature { get; init; }

    /// <summary>The factor of the similarities, from what an input gives, or from the option.</summary>
    public R Factor<R>(R? input) where R : struct, IReal<R>
        => input is not { } given ? R.Of(1) / R.Of(Temperature) : TakesTemperature ? R.Of(1) / given : R.Exp(given);

    /// <summary>The slope of the factor's logarithm by the input.</summary>
    public R FactorSlope<R>(R input) where R : struct, IReal<R> => TakesTemperature ? R.Of(-1) / input : R.Of(1);
}

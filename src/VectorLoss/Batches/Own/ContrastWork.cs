using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The steps of an <see cref="IContrastLoss"/> over one batch, in scratch memory. The similarities of some queries with
/// all rows they are compared with are formed, used and forgotten before those of the next: the memory grows with the
/// rows and not with their square. Of a small batch that is asked both ways the similarities of one way are those of
/// the other, and are kept.
/// </summary>
internal readonly ref struct ContrastWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough rows for the products to run at full speed. A batch of at most so many is one piece.
    internal const int Piece = 256;

    // Rows whose similarities are held with their slopes: 8 MB of floats.
    private const int Held = 1024;

    // Rows that are whole pages apart lie in the same few lines of the first-level cache and evict each other.
    private const int Page = 4096, Line = 64;

    private readonly ContrastRule rule;
    private readonly T sharpness;
    private readonly double sharpnessSlope;
    private readonly int rows, columns, candidates, stride;
    private readonly Span<T> similarities, units, dUnits, norms;
    private readonly Span<int> exponents, labels;

    /// <param name="rule">What is compared.</param>
    /// <param name="third">What the factor of the similarities comes from, or empty.</param>
    /// <param name="rows">Rows of each input.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public ContrastWork(ContrastRule rule, ReadOnlySpan<T> third, int rows, int columns, Span<T> scratch,
        Span<int> whole)
    {
        (this.rule, this.rows, this.columns, candidates) = (rule, rows, columns, rule.CandidateCount(rows));
        Lane1<double>? given = third.IsEmpty ? null : new(double.CreateTruncating(third[0]));
        sharpness = T.CreateTruncating(rule.Factor(given).Number);
        sharpnessSlope = given is { } input ? rule.FactorSlope(input).Number : 0;
        stride = Stride(candidates);
        int length = 2 * rows * columns, piece = SimilarityCount(rule, rows);
        similarities = scratch[..piece];
        units = scratch.Slice(piece, length);
        dUnits = scratch.Slice(piece + length, length);
        norms = scratch.Slice(piece + 2 * length, 2 * rows);
        exponents = whole[..(2 * rows)];
        labels = whole.Slice(2 * rows, IsHeld(rule, rows) ? rows : Math.Min(candidates, Piece));
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(ContrastRule rule, int rows, int columns)
    {
        return checked(SimilarityCount(rule, rows) + 4 * rows * columns + 2 * rows);
    }

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => checked(2 * rows + Math.Max(Math.Min(rows, Held), Piece));

    private static bool IsHeld(ContrastRule rule, int rows) => rule.Pairs == ContrastPairs.BothWays && rows <= Held;

    private static int SimilarityCount(ContrastRule rule, int rows)
    {
        int candidates = rule.CandidateCount(rows);
        return checked((IsHeld(rule, rows) ? 2 * rows : Math.Min(candidates, Piece)) * Stride(candidates));
    }

    // From the similarities of a query to those of the next.
    private static int Stride(int candidates)
        => candidates * Refs.SizeOf<T>() % Page == 0 ? candidates + Line / Refs.SizeOf<T>() : candidates;

    /// <summary>
    /// The sum of the losses of all queries; their values or the gradients where there is room. The inputs are not
    /// needed after their unit rows.
    /// </summary>
    public double Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> values, double scale,
        in LossGradients<T> gradients, in BatchOptions<T> options)
    {
        Normalise(first, 0);
        Normalise(second, rows);
        if (!gradients.IsEmpty)
            dUnits.Clear();
        double sum = IsHeld(rule, rows) ? BothWays(values, scale, !gradients.IsEmpty, options)
            : InPieces(values, scale, !gradients.IsEmpty, options);
        Backward(gradients);
        return sum;
    }

    private double BothWays(Span<T> values, double scale, bool wantsSlopes, in BatchOptions<T> options)
    {
        Compare(0, rows, options.Working);
        TwoWays<T> ways = new(similarities, rows, stride, labels);
        double sum = ways.Run(values, scale, wantsSlopes, options);
        if (wantsSlopes)
            MultiplySlopes(0, rows, options.Working);
        return sum;
    }

    private double InPieces(Span<T> values, double scale, bool wantsSlopes, in BatchOptions<T> options)
    {
        double sum = 0;
        for (int from = 0; from < rule.Queries(rows); from += candidates)
            for (int start = from; start < from + candidates; start += Piece)
            {
                int count = Math.Min(Piece, from + candidates - start);
                Compare(start, count, options.Working);
                Span<T> logits = Logits(count);
                sum += PartnerChoice.Run(
                    logits, Rows, labels[..count], start, values, wantsSlopes ? logits : default, scale, options);
                if (wantsSlopes)
                    MultiplySlopes(start, count, options.Working);
            }
        return sum;
    }

    private void Normalise(ReadOnlySpan<T> matrix, int row)
    {
        Span<T> own = units.Slice(row * columns, rows * columns);
        if (rule.Cosines)
            UnitRows.Normalise(matrix, columns, own, norms[row..], exponents[row..]);
        else
            matrix.CopyTo(own);
    }

    // Where the rows stand in the list that the queries from one of them on are compared with.
    private int Right(int start) => rule.FirstCandidate(start, rows) * columns;

    /// <summary>The similarities of some queries with their candidates, times the factor, and their labels.</summary>
    private void Compare(int start, int count, int threads)
    {
        MatrixProduct.Multiply(false, true, count, candidates, columns, sharpness, units[(start * columns)..], columns,
            units[Right(start)..], columns, T.Zero, similarities, stride, threads);
        for (int i = 0; i < count; i++)
        {
            labels[i] = ContrastRule.Partner(start + i, rows) - rule.FirstCandidate(start, rows);
            if (rule.Pairs == ContrastPairs.Views)
                similarities[i * stride + start + i] = T.NegativeInfinity;
        }
    }

    private ClassAxis Rows => new(candidates) { SampleStride = stride };

    private Span<T> Logits(int count) => similarities[..((count - 1) * stride + candidates)];

    /// <summary>Adds the slopes of unit rows from those of similarities.</summary>
    private void MultiplySlopes(int start, int count, int threads)
    {
        Span<T> logits = Logits(count);
        int right = Right(start);
        MatrixProduct.Multiply(false, false, count, columns, candidates, sharpness, logits, stride, units[right..],
            columns, T.One, dUnits[(start * columns)..], columns, threads);
        MatrixProduct.Multiply(true, false, candidates, columns, count, sharpness, logits, stride,
            units[(start * columns)..], columns, T.One, dUnits[right..], columns, threads);
    }

    private void Backward(in LossGradients<T> gradients)
    {
        // A row of one matrix has its products with all rows of the other, and each product has the factor. Of views,
        // all rows together have each product twice.
        bool twice = rule.Pairs == ContrastPairs.Views;
        int length = twice ? 2 * rows * columns : rows * columns;
        double slope = twice ? sharpnessSlope / 2 : sharpnessSlope;
        if (!gradients.Third.IsEmpty)
            gradients.Third[0] = T.CreateTruncating(
                slope * LaneSum<ProductTerm, T>.Run(units[..length], dUnits[..length]));
        Backward(0, gradients.First);
        Backward(rows, gradients.Second);
    }

    private void Backward(int row, Span<T> gradient)
    {
        if (gradient.IsEmpty)
            return;
        ReadOnlySpan<T> own = dUnits.Slice(row * columns, rows * columns);
        if (rule.Cosines)
            UnitRows.Backward(units.Slice(row * columns, rows * columns), norms.Slice(row, rows),
                exponents.Slice(row, rows), own, columns, gradient);
        else
            own.CopyTo(gradient);
    }
}

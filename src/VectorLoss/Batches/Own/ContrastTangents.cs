using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of an <see cref="IContrastLoss"/> with a direction, in scratch memory: each step of
/// <see cref="ContrastWork{T}"/> with the tangent of what it computes.
/// </summary>
internal readonly ref struct ContrastTangents<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Piece = ContrastWork<T>.Piece;

    private readonly ContrastRule rule;
    private readonly int rows, candidates;
    private readonly MovedPairs<T> pairs;
    private readonly Span<T> logits, changes, slopes;
    private readonly Span<int> labels;

    /// <param name="rule">What is compared.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="direction">As many numbers, or none of an input that does not move.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public ContrastTangents(ContrastRule rule, in RowInputs<T> inputs, in RowInputs<T> direction, Span<T> scratch,
        Span<int> whole)
    {
        (this.rule, rows) = (rule, inputs.First.Length / inputs.Columns);
        candidates = rule.CandidateCount(rows);
        Lane1<double>? third = inputs.Third.IsEmpty ? null : new(double.CreateTruncating(inputs.Third[0]));
        double slope = third is { } input ? rule.FactorSlope(input).Number : 0,
            moved = direction.Third.IsEmpty ? 0 : double.CreateTruncating(direction.Third[0]);
        int piece = Math.Min(candidates, Piece) * candidates;
        logits = scratch[..piece];
        changes = scratch.Slice(piece, piece);
        slopes = scratch.Slice(2 * piece, piece);
        labels = whole.Slice(2 * rows, Math.Min(candidates, Piece));
        pairs = new(2 * rows, inputs.Columns, candidates, rule.Cosines, (rule.Factor(third).Number, slope, moved),
            scratch[(3 * piece)..], whole);
        pairs.Take(0, inputs.First, direction.First);
        pairs.Take(rows, inputs.Second, direction.Second);
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(ContrastRule rule, int rows, int columns)
    {
        int candidates = rule.CandidateCount(rows);
        return checked(
            3 * Math.Min(candidates, Piece) * candidates + MovedPairs<T>.ScratchLength(2 * rows, columns));
    }

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => ContrastWork<T>.WholeLength(rows);

    /// <summary>Adds the product, times a scale, to the outputs that there is room for.</summary>
    public void Run(in LossGradients<T> products, double scale, in BatchOptions<T> options)
    {
        for (int from = 0; from < rule.Queries(rows); from += candidates)
            for (int start = from; start < from + candidates; start += Piece)
            {
                int count = Math.Min(Piece, from + candidates - start), first = rule.FirstCandidate(start, rows);
                Compare(start, count, first);
                Move(start, count, first, options.Piece(start, count) with
                {
                    Reduction = Reduction.Sum,
                    Empty = EmptyBatch.Zero,
                    Upstream = scale,
                });
            }
        if (!products.Third.IsEmpty)
            products.Third[0] += pairs.Third(twice: rule.Pairs == ContrastPairs.Views, rule.TakesTemperature);
        pairs.Add(0, products.First);
        pairs.Add(rows, products.Second);
    }

    /// <summary>The similarities of some queries with their candidates, their tangents, and the labels.</summary>
    private void Compare(int start, int count, int first)
    {
        pairs.Compare(start, count, first, logits, changes);
        for (int i = 0; i < count; i++)
        {
            labels[i] = ContrastRule.Partner(start + i, rows) - first;
            if (rule.Pairs == ContrastPairs.Views)
                (logits[i * candidates + start + i], changes[i * candidates + start + i])
                    = (T.NegativeInfinity, T.Zero);
        }
    }

    /// <summary>The slopes of some queries and their tangents go back to the rows.</summary>
    private void Move(int start, int count, int first, in BatchOptions<T> options)
    {
        Span<T> own = logits[..(count * candidates)], tangents = slopes[..(count * candidates)];
        CrossEntropy loss = default;
        loss.HessianProduct(own, candidates, labels[..count], changes[..own.Length], tangents, options);
        loss.ValueAndGradient(own, candidates, labels[..count], own, options);
        pairs.Back(start, count, first, own, tangents);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>One <see cref="RowStage"/> over some rows, forward and backward, in scratch memory.</summary>
/// <param name="stage">The stage.</param>
/// <param name="scale">What scores are multiplied by.</param>
/// <param name="columns">Numbers in a row.</param>
/// <param name="numbers">At least <see cref="Length"/> numbers, for as many rows as come at once.</param>
/// <param name="order">Room for the order of one row.</param>
/// <param name="tails">Room for the logarithms of one row.</param>
internal readonly ref struct StageWork<T>(
    RowStage stage, double scale, int columns, Span<T> numbers, Span<int> order, Span<double> tails)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tables = 6;

    private readonly RowStage stage = stage;
    private readonly double scale = scale;
    private readonly int columns = columns, part = numbers.Length / Tables;
    private readonly Span<T> numbers = numbers;
    private readonly Span<int> order = order[..columns];
    private readonly Span<double> tails = tails[..(RankTails.Rooms * columns)];

    /// <summary>How many numbers of scratch memory some rows need.</summary>
    public static int Length(int rows, int columns) => checked(Tables * rows * columns);

    /// <summary>What the stage makes of the first input.</summary>
    public Span<T> First => numbers[..part];

    /// <summary>What the stage makes of the second input.</summary>
    public Span<T> Second => numbers.Slice(part, part);

    /// <summary>The gradient with respect to <see cref="First"/>, for the way back.</summary>
    public Span<T> Slopes => numbers.Slice(2 * part, part);

    /// <summary>
    /// The gradient with respect to <see cref="Second"/> behind a log-softmax, whose way forward has used this room.
    /// </summary>
    public Span<T> SecondSlopes => Shares;

    /// <summary>What the stage makes of both inputs beside these two, or empty.</summary>
    public Span<T> Third => stage == RowStage.LogSoftmax ? numbers.Slice(3 * part, part) : default;

    private Span<T> Shares => numbers.Slice(4 * part, part);

    private Span<T> Scores => numbers.Slice(3 * part, columns);

    private Span<T> Gains => numbers.Slice(4 * part, columns);

    private Span<T> Discounts => numbers.Slice(5 * part, columns);

    /// <summary>Which stage it is, and what it multiplies scores by.</summary>
    public (RowStage Stage, double Scale) Kind => (stage, scale);

    /// <summary>What the items of a ranking pay.</summary>
    public RankTails Tails => new(order, tails);

    /// <summary>The items of a list.</summary>
    public RankedItems<T> Items
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new()
        {
            Scores = Scores,
            Grades = Second[..columns],
            Gains = Gains,
            Discounts = Discounts,
            Slopes = Slopes[..columns],
        };
    }

    /// <summary>From the inputs to <see cref="First"/> and <see cref="Second"/>; one row of a list.</summary>
    [MethodImpl(Compiled.Early)]
    public void Forward(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        Span<T> a = First[..first.Length], b = Second[..first.Length];
        if (stage == RowStage.LogSoftmax)
        {
            RowFunctions.LogSoftmax(Scaled(first, a), columns, a);
            RowFunctions.LogSoftmax(Scaled(second, b), columns, b);
            LogRatios.Of(first, second, new() { First = a, Second = b, Columns = columns }, scale,
                Third[..a.Length], Shares[..a.Length], Discounts);
            return;
        }
        Multiply(first, 1, Scores);
        Multiply(second, 1, b);
        if (stage is RowStage.SoftRanks or RowStage.WeightedPairs)
            GainShares.Of(b, order, Discounts, Gains);
        if (stage == RowStage.WeightedPairs)
            RankOrder.Discounts(first, order, Discounts);
        if (stage == RowStage.Tails)
        {
            RankOrder.Of(second, order);
            Tails.Forward(first, a);
        }
        else if (stage == RowStage.SoftRanks)
        {
            Multiply(Gains, 1, b);
            PairSums<SoftRank, T>.Run(new(), Items, scale, a);
        }
        else
            PairSums<PairLoss, T>.Run(new(stage == RowStage.WeightedPairs), Items, scale, a);
    }

    /// <summary>From <see cref="Slopes"/> to the gradient of the first input.</summary>
    [MethodImpl(Compiled.Early)]
    public void Backward(Span<T> gradient)
    {
        if (stage == RowStage.LogSoftmax)
            LogSoftmaxBackward(First, Slopes, gradient);
        else if (stage == RowStage.Tails)
            Tails.Backward<T>(First[..columns], Slopes[..columns], gradient);
        else if (stage == RowStage.SoftRanks)
            PairSums<SoftRankSlope, T>.Run(new(), Items, scale, gradient);
        else
            PairSums<PairLossSlope, T>.Run(new(stage == RowStage.WeightedPairs), Items, scale, gradient);
    }

    /// <summary>How <see cref="First"/> moves where the scores of a list do.</summary>
    public void ForwardTangent(ReadOnlySpan<T> direction, Span<T> moved)
    {
        RankedItems<T> items = Items with { Tangents = direction };
        if (stage == RowStage.Tails)
            Tails.ForwardTangent<T>(First[..columns], direction, moved);
        else if (stage == RowStage.SoftRanks)
            PairSums<MovedPair<SoftRank>, T>.Run(new(new()), items, scale, moved);
        else
            PairSums<MovedPair<PairLoss>, T>.Run(new(new(stage == RowStage.WeightedPairs)), items, scale, moved);
    }

    /// <summary>How the gradient of the scores of a list moves; after <see cref="ForwardTangent"/>.</summary>
    /// <param name="direction">How the scores move.</param>
    /// <param name="changes">How <see cref="Slopes"/> move.</param>
    /// <param name="room">As many numbers as a row has.</param>
    /// <param name="product">To which it is added.</param>
    public void BackwardTangent(ReadOnlySpan<T> direction, ReadOnlySpan<T> changes, Span<T> room, Span<T> product)
    {
        if (stage == RowStage.Tails)
        {
            Tails.BackwardTangent(direction, Slopes[..columns], changes, product);
            return;
        }
        RankedItems<T> still = Items with { Slopes = changes }, moved = Items with { Tangents = direction };
        bool weighted = stage == RowStage.WeightedPairs, soft = stage == RowStage.SoftRanks;
        if (soft)
            PairSums<MovedPair<SoftRankSlope>, T>.Run(new(new()), moved, scale, room);
        else
            PairSums<MovedPair<PairLossSlope>, T>.Run(new(new(weighted)), moved, scale, room);
        Add(room, product);
        if (!changes.ContainsAnyExcept(T.Zero))
            return;
        if (soft)
            PairSums<SoftRankSlope, T>.Run(new(), still, scale, room);
        else
            PairSums<PairLossSlope, T>.Run(new(weighted), still, scale, room);
        Add(room, product);
    }

    /// <summary>From <see cref="SecondSlopes"/> to the gradient of the second input of a log-softmax.</summary>
    public void SecondBackward(Span<T> gradient) => LogSoftmaxBackward(Second, SecondSlopes, gradient);

    private void LogSoftmaxBackward(Span<T> logs, Span<T> slopes, Span<T> gradient)
    {
        RowFunctions.LogSoftmaxGradient<T>(logs[..gradient.Length], slopes[..gradient.Length], columns, gradient);
        if (scale != 1)
            Multiply(gradient, scale, gradient);
    }

    /// <summary>The logits times the scale: in the room given, or where they are.</summary>
    private ReadOnlySpan<T> Scaled(ReadOnlySpan<T> logits, Span<T> room)
    {
        if (scale == 1)
            return logits;
        Multiply(logits, scale, room);
        return room;
    }

    [MethodImpl(Compiled.Early)]
    private static void Add(ReadOnlySpan<T> x, Span<T> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += x[i];
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Multiply(ReadOnlySpan<T> x, double factor, Span<T> to)
        => PairKernel<Times, T>.Apply(new(factor), x, x, to, nameof(x), nameof(x));

    private readonly struct Times(double factor) : IPairFormula
    {
        public R Of<R>(R x, R y) where R : struct, IReal<R> => R.Of(factor) * x;
    }
}

using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Some triplets of a batch: their distances, what each costs, and the way back through each distance that counts.
/// </summary>
internal readonly ref struct DistanceTripletWork<TDistance, T>
    where TDistance : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rooms of truth values, of one a row.</summary>
    public const int Marks = 3;

    private const int PieceLength = 4096;

    private readonly DistanceTriplet<TDistance> loss;
    private readonly ReadOnlySpan<T> anchors, positives, negatives;
    private readonly BatchOptions<T> options;
    private readonly RowValues<T> values;
    private readonly LossGradients<T> gradients;
    private readonly double scale;
    private readonly Span<T> near, far, between, factors, first, second;
    private readonly Span<bool> isNear, isFar, isBetween;
    private readonly int columns;

    /// <param name="loss">The loss.</param>
    /// <param name="batch">The rows of the piece; their domains are checked.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="marks">At least <see cref="Marks"/> truth values a row.</param>
    public DistanceTripletWork(
        DistanceTriplet<TDistance> loss, scoped in RowBatch<T> batch, Span<T> scratch, Span<bool> marks)
    {
        (this.loss, columns, scale) = (loss, batch.Inputs.Columns, batch.Scale);
        options = batch.Options with { CheckDomains = false };
        values = batch.Values;
        gradients = batch.Gradients;
        anchors = batch.Inputs.First;
        positives = batch.Inputs.Second;
        negatives = batch.Inputs.Third;
        int count = batch.Rows, length = anchors.Length;
        near = scratch[..count];
        far = scratch.Slice(count, count);
        between = scratch.Slice(2 * count, count);
        factors = scratch.Slice(3 * count, count);
        first = scratch.Slice(4 * count, length);
        second = scratch.Slice(4 * count + length, length);
        isNear = marks[..count];
        isFar = marks.Slice(count, count);
        isBetween = marks.Slice(2 * count, count);
    }

    /// <summary>
    /// How many rows a piece has, so that it stays in the cache; their losses have a sum of their own.
    /// </summary>
    public static int Together(int columns) => Math.Max(1, PieceLength / columns);

    /// <summary>How many numbers of scratch memory a piece needs.</summary>
    public static int ScratchLength(int rows, int columns) => checked(rows * (4 + 2 * columns));

    /// <summary>The sum of the losses; their values, the gradients or the products where there is room.</summary>
    /// <param name="directions">Those of the rows of the piece, for gradients.</param>
    public double Run(in RowInputs<T> directions)
    {
        double sum = Cost();
        if (gradients.IsEmpty)
            return sum;
        for (int row = 0; row < factors.Length; row++)
            factors[row] = T.CreateTruncating(scale * options.Weight(row));
        if (directions.Columns > 0)
            AddProducts(directions);
        else
            Write();
        return sum;
    }

    private double Cost()
    {
        BatchOptions<T> plain = new() { Mask = options.Mask };
        loss.Distance.Values(Pair(anchors, positives), near, plain);
        loss.Distance.Values(Pair(anchors, negatives), far, plain);
        if (loss.Swap)
            loss.Distance.Values(Pair(positives, negatives), between, plain);
        double sum = 0;
        for (int row = 0; row < near.Length; row++)
        {
            bool isSwapped = loss.Swap && between[row] < far[row];
            double apart = double.CreateTruncating(isSwapped ? between[row] : far[row]);
            double value = Math.Max(loss.Margin + double.CreateTruncating(near[row]) - apart, 0);
            // A NaN counts: it must be seen in the gradient too.
            isNear[row] = options.Counts(row) && value != 0;
            isFar[row] = isNear[row] && !isSwapped;
            isBetween[row] = isNear[row] && isSwapped;
            sum += values.Put(row, options.Counts(row) ? value * options.Weight(row) : 0);
        }
        return sum;
    }

    private void Write()
    {
        Back(Pair(anchors, positives), isNear, gradients.First, gradients.Second);
        Negate(factors);
        Span<T> beside = gradients.First.IsEmpty ? default : first;
        Back(Pair(anchors, negatives), isFar, beside, gradients.Third);
        Add(beside, gradients.First);
        if (!loss.Swap)
            return;
        Span<T> other = gradients.Third.IsEmpty ? default : second;
        beside = gradients.Second.IsEmpty ? default : first;
        Back(Pair(positives, negatives), isBetween, beside, other);
        Add(beside, gradients.Second);
        Add(other, gradients.Third);
    }

    private void AddProducts(in RowInputs<T> directions)
    {
        ReadOnlySpan<T> a = directions.First, p = directions.Second, n = directions.Third;
        RowCurvature.AddProduct(loss.Distance, Pair(anchors, positives), Pair(a, p),
            new() { First = gradients.First, Second = gradients.Second }, Counting(isNear));
        Negate(factors);
        RowCurvature.AddProduct(loss.Distance, Pair(anchors, negatives), Pair(a, n),
            new() { First = gradients.First, Second = gradients.Third }, Counting(isFar));
        if (loss.Swap)
            RowCurvature.AddProduct(loss.Distance, Pair(positives, negatives), Pair(p, n),
                new() { First = gradients.Second, Second = gradients.Third }, Counting(isBetween));
    }

    private void Back(in RowInputs<T> pair, ReadOnlySpan<bool> mask, Span<T> byFirst, Span<T> bySecond)
    {
        if (!(byFirst.IsEmpty && bySecond.IsEmpty))
            loss.Distance.ValueAndGradient(pair, new() { First = byFirst, Second = bySecond }, Counting(mask));
    }

    private BatchOptions<T> Counting(ReadOnlySpan<bool> mask)
        => new() { Reduction = Reduction.Sum, Factors = factors, Mask = mask };

    private RowInputs<T> Pair(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        => new() { First = first, Second = second, Columns = columns };

    private static void Negate(Span<T> numbers)
    {
        foreach (ref T number in numbers)
            number = -number;
    }

    private static void Add(ReadOnlySpan<T> from, Span<T> to)
    {
        if (!from.IsEmpty)
            Broadcasting.Store(new MatrixView<T>(from, 0, 1), 1, from.Length, to, adds: true);
    }
}

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
    private readonly Span<T> near, far, between, factors, first, second;
    private readonly Span<bool> isNear, isFar, isBetween;
    private readonly int start, columns;

    /// <param name="loss">The loss.</param>
    /// <param name="inputs">The whole batch.</param>
    /// <param name="start">The first row of the piece.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="options">Those of the piece; their domains are checked.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="marks">At least <see cref="Marks"/> truth values a row.</param>
    public DistanceTripletWork(DistanceTriplet<TDistance> loss, in RowInputs<T> inputs, int start, int count,
        in BatchOptions<T> options, Span<T> scratch, Span<bool> marks)
    {
        (this.loss, this.start, columns) = (loss, start, inputs.Columns);
        this.options = options with { CheckDomains = false };
        int from = start * columns, length = count * columns;
        anchors = inputs.First.Slice(from, length);
        positives = inputs.Second.Slice(from, length);
        negatives = inputs.Third.Slice(from, length);
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

    /// <summary>How many rows a piece has, so that it stays in the cache.</summary>
    public static int Piece(int rows, int columns) => Math.Clamp(PieceLength / columns, 1, Math.Max(rows, 1));

    /// <summary>How many numbers of scratch memory a piece needs.</summary>
    public static int ScratchLength(int rows, int columns) => checked(rows * (4 + 2 * columns));

    /// <summary>The sum of the losses; their values, the gradients or the products where there is room.</summary>
    public double Run(Span<T> values, in LossGradients<T> gradients, in RowInputs<T> directions, double scale)
    {
        double sum = Cost(values);
        if (gradients.IsEmpty)
            return sum;
        for (int row = 0; row < factors.Length; row++)
            factors[row] = T.CreateTruncating(scale * options.Weight(row));
        if (directions.Columns > 0)
            AddProducts(gradients, directions);
        else
            Write(gradients);
        return sum;
    }

    private double Cost(Span<T> values)
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
            value = options.Counts(row) ? value * options.Weight(row) : 0;
            sum += value;
            if (!values.IsEmpty)
                values[row] = T.CreateTruncating(value);
        }
        return sum;
    }

    private void Write(in LossGradients<T> gradients)
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

    private void AddProducts(in LossGradients<T> products, in RowInputs<T> directions)
    {
        ReadOnlySpan<T> a = Part(directions.First), p = Part(directions.Second), n = Part(directions.Third);
        RowCurvature.AddProduct(loss.Distance, Pair(anchors, positives), Pair(a, p),
            new() { First = products.First, Second = products.Second }, Counting(isNear));
        Negate(factors);
        RowCurvature.AddProduct(loss.Distance, Pair(anchors, negatives), Pair(a, n),
            new() { First = products.First, Second = products.Third }, Counting(isFar));
        if (loss.Swap)
            RowCurvature.AddProduct(loss.Distance, Pair(positives, negatives), Pair(p, n),
                new() { First = products.Second, Second = products.Third }, Counting(isBetween));
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

    private ReadOnlySpan<T> Part(ReadOnlySpan<T> direction)
        => direction.IsEmpty ? direction : direction.Slice(start * columns, first.Length);

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

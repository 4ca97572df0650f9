using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The steps of an <see cref="ISimilarityLoss"/> over one batch, in scratch memory. The cosines of some rows with all
/// are formed, used and forgotten before those of the next: the memory grows with the rows, not with their square.
/// </summary>
internal readonly ref struct SimilarityWork<TLoss, T>
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many rows come at once.</summary>
    public const int Piece = 256;

    private readonly TLoss loss;
    private readonly T sharpness;
    private readonly double sharpnessSlope;
    private readonly int rows, columns;
    private readonly Span<T> cosines, units, dUnits, norms, labels, rest;
    private readonly Span<int> exponents, sizes;

    /// <param name="loss">The loss.</param>
    /// <param name="temperature">What stands in place of the temperature of the loss, or empty.</param>
    /// <param name="own">The label of each row.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public SimilarityWork(TLoss loss, ReadOnlySpan<T> temperature, ReadOnlySpan<int> own, int columns, Span<T> scratch,
        Span<int> whole)
    {
        (this.loss, rows, this.columns) = (loss, own.Length, columns);
        double given = temperature.IsEmpty ? 0 : double.CreateTruncating(temperature[0]);
        (sharpness, sharpnessSlope) = temperature.IsEmpty
            ? (T.One, 0) : (T.CreateTruncating(loss.Temperature / given), -1 / given);
        int piece = Math.Min(rows, Piece) * rows, length = rows * columns;
        cosines = scratch[..piece];
        units = scratch.Slice(piece, length);
        dUnits = scratch.Slice(piece + length, length);
        norms = scratch.Slice(piece + 2 * length, rows);
        labels = scratch.Slice(piece + 2 * length + rows, SimilarityRow<TLoss, T>.Padded(rows));
        rest = scratch[(piece + 2 * length + rows + labels.Length)..];
        exponents = whole[..rows];
        sizes = whole.Slice(2 * rows, rows);
        Number(own, labels, exponents, whole.Slice(rows, rows), sizes);
    }

    // The same work with scratch memory of its own for one row at a time.
    private SimilarityWork(scoped in SimilarityWork<TLoss, T> work, Span<T> scratch)
    {
        this = work;
        labels = scratch[..work.labels.Length];
        rest = scratch[labels.Length..];
        work.labels.CopyTo(labels);
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int rows, int columns)
        => checked(Math.Min(rows, Piece) * rows + 2 * rows * columns + rows
            + RowLength(rows));

    private static int RowLength(int rows)
        => checked(SimilarityRow<TLoss, T>.Padded(rows) + SimilarityRow<TLoss, T>.ScratchLength(rows));

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => checked(3 * rows);

    /// <summary>The sum of the losses of all rows; their values or the gradients where there is room.</summary>
    public double Run(ReadOnlySpan<T> inputs, Span<T> values, double scale, in LossGradients<T> gradients,
        in BatchOptions<T> options)
    {
        UnitRows.Normalise(inputs, columns, units, norms, exponents);
        dUnits.Clear();
        double sum = 0;
        int threads = options.Working;
        for (int start = 0; start < rows; start += Piece)
        {
            int count = Math.Min(Piece, rows - start);
            Span<T> some = units.Slice(start * columns, count * columns);
            MatrixProduct.Multiply(false, true, count, rows, columns, sharpness, some, columns, units, columns, T.Zero,
                cosines, rows, threads);
            Rows work = new(this, start, values, scale, !gradients.IsEmpty, options);
            sum += UnitSum.Of(work, count, rows, 1, threads);
            if (gradients.IsEmpty)
                continue;
            MatrixProduct.Multiply(false, false, count, columns, rows, sharpness, cosines, rows, units, columns, T.One,
                dUnits[(start * columns)..], columns, threads);
            MatrixProduct.Multiply(true, false, rows, columns, count, sharpness, cosines, rows, some, columns, T.One,
                dUnits, columns, threads);
        }
        // All rows together have each product twice, and each product has the factor.
        if (!gradients.Third.IsEmpty)
            gradients.Third[0] = T.CreateTruncating(sharpnessSlope / 2 * LaneSum<ProductTerm, T>.Run(units, dUnits));
        if (!gradients.First.IsEmpty)
            UnitRows.Backward(units, norms, exponents, dUnits, columns, gradients.First);
        return sum;
    }

    /// <summary>The weighted loss of a row; its cosines become their slopes.</summary>
    private double Row(
        int row, Span<T> own, Span<T> values, double scale, bool slopes, in BatchOptions<T> options)
    {
        Span<T> value = values.IsEmpty ? default : values.Slice(row, 1);
        T label = labels[row];
        int at = int.CreateTruncating(label), positives = sizes[at] - 1;
        if (positives == 0 || !options.Counts(row))
        {
            // Only a row that is NaN has no cosine with itself, and is seen though nothing else looks at it.
            T nothing = T.IsNaN(own[row]) && options.Counts(row) ? T.NaN : T.Zero;
            Put(nothing, own);
            Put(nothing, value);
            return double.CreateTruncating(nothing);
        }
        labels[row] = T.CreateTruncating(SimilarityRow<TLoss, T>.Self);
        double weight = options.Weight(row);
        double found = weight * Widest.Run<RowRun, T, double>(
            new(new(loss, labels, rows, rest), own, at, positives, scale * weight, slopes ? own : default));
        if (!value.IsEmpty)
            value[0] = T.CreateTruncating(found);
        labels[row] = label;
        return found;
    }

    /// <summary>The rows of a piece, whose cosines become their slopes.</summary>
    private readonly ref struct Rows(SimilarityWork<TLoss, T> work, int first, Span<T> values, double scale,
        bool slopes, BatchOptions<T> options) : IUnitWork
    {
        private readonly SimilarityWork<TLoss, T> work = work;
        private readonly Span<T> values = values;
        private readonly BatchOptions<T> options = options;

        public double Run(int start, int count, Span<double> numbers)
        {
            // The caller's own memory serves where all rows are his.
            T[] scratch = numbers.IsEmpty ? [] : ArrayPool<T>.Shared.Rent(RowLength(work.rows));
            SimilarityWork<TLoss, T> own = numbers.IsEmpty ? work : new(work, scratch);
            RowValues<T> exact = new(default, numbers);
            double sum = 0;
            for (int i = 0, row = start; i < count; i++, row++)
                sum += exact.Put(i, own.Row(
                    first + row, own.cosines.Slice(row * own.rows, own.rows), values, scale, slopes, options));
            if (!numbers.IsEmpty)
                ArrayPool<T>.Shared.Return(scratch);
            return sum;
        }
    }

    private readonly ref struct RowRun(SimilarityRow<TLoss, T> row, Span<T> cosines, int label, int positives,
        double factor, Span<T> slopes) : IKernel<T, double>
    {
        private readonly SimilarityRow<TLoss, T> row = row;
        private readonly Span<T> cosines = cosines, slopes = slopes;

        [MethodImpl(Compiled.AtOnce)]
        public double Run<V>() where V : struct, ILanes<V, T>
            => row.Run<V>(cosines, label, positives, factor, slopes);
    }

    /// <summary>Writes one number to all places.</summary>
    public static void Put(T number, Span<T> places)
    {
        for (int i = 0; i < places.Length; i++)
            places[i] = number;
    }

    /// <summary>
    /// Labels may be any numbers; the kernels see 0, 1, … of as many as there are, which T holds exactly.
    /// </summary>
    public static void Number(
        ReadOnlySpan<int> own, Span<T> labels, Span<int> keys, Span<int> order, Span<int> sizes)
    {
        own.CopyTo(keys);
        for (int i = 0; i < own.Length; i++)
            order[i] = i;
        keys.Sort(order);
        sizes.Clear();
        Put(T.CreateTruncating(SimilarityRow<TLoss, T>.Self), labels[own.Length..]);
        for (int i = 0, label = 0; i < own.Length; i++)
        {
            label += i > 0 && keys[i] != keys[i - 1] ? 1 : 0;
            labels[order[i]] = T.CreateTruncating(label);
            sizes[label]++;
        }
    }
}

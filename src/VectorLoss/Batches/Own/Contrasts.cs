using System.Buffers;
using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The door of <see cref="InfoNce"/>.</summary>
/// <remarks>
/// The rows are normalised, their cosines are one matrix product, their losses one softmax cross-entropy; the errors are those of these
/// kernels in turn. After the first call of its size nothing is allocated: scratch is rented from <see cref="ArrayPool{T}"/>,
/// rows² + 4·rows·columns numbers with rows those that compete.
/// </remarks>
public static class Contrasts
{
    /// <summary>The reduced loss; and whatever <paramref name="results"/> has room for.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="arguments">
    /// Two inputs of one shape, row i of one belonging to row i of the other; a row of zeros has cosine 0 with all. One weight and mask bit
    /// for each row that is asked: those of the first input, and with <see cref="InfoNce.Views"/> then those of the second.
    /// </param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="results">Where values, one for each row that is asked, and gradients go.</param>
    /// <returns>The value, not multiplied by <see cref="LossResults{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a weight is negative or not finite, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the arguments refuse that.</exception>
    public static double Evaluate<T>(this InfoNce loss, in LossArguments<T> arguments, int columns, in LossResults<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(arguments.First.Length, columns, nameof(arguments.First));
        Require.SameLength(arguments.Second.Length, arguments.First.Length, nameof(arguments.Second), nameof(arguments.First));
        results.Check(arguments, loss.Views ? 2 * rows : rows);
        int length = 2 * rows * columns, side = loss.Views ? 2 * rows : rows;
        T[] scratch = ArrayPool<T>.Shared.Rent(checked(side * side + 2 * length + 2 * rows));
        int[] labels = ArrayPool<int>.Shared.Rent(side);
        Work<T> work = new(loss, rows, columns, side, scratch, labels.AsSpan(0, side));
        double value = work.Run(arguments, results);
        ArrayPool<T>.Shared.Return(scratch);
        ArrayPool<int>.Shared.Return(labels);
        return value;
    }

    private readonly ref struct Work<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly InfoNce loss;
        private readonly int rows;
        private readonly int columns;
        private readonly int side;
        private readonly Span<T> cosines;
        private readonly Span<T> units;
        private readonly Span<T> dUnits;
        private readonly Span<T> norms;
        private readonly Span<int> labels;

        public Work(InfoNce loss, int rows, int columns, int side, Span<T> scratch, Span<int> labels)
        {
            (this.loss, this.rows, this.columns, this.side) = (loss, rows, columns, side);
            int length = 2 * rows * columns;
            cosines = scratch[..(side * side)];
            units = scratch.Slice(side * side, length);
            dUnits = scratch.Slice(side * side + length, length);
            norms = scratch.Slice(side * side + 2 * length, 2 * rows);
            this.labels = labels;
            for (int i = 0; i < side; i++)
                labels[i] = loss.Views ? (i + rows) % side : i;
        }

        // With views all rows stand on both sides of the product; otherwise the first on the left, the second on the right.
        private Span<T> Left => units[..(side * columns)];

        private Span<T> Right => units[(loss.Views ? 0 : rows * columns)..];

        public double Run(in LossArguments<T> arguments, in LossResults<T> results)
        {
            UnitRows.Normalise(arguments.First, columns, units, norms);
            UnitRows.Normalise(arguments.Second, columns, units[(rows * columns)..], norms[rows..]);
            T sharpness = T.CreateTruncating(1 / loss.Temperature);
            MatrixProduct.Multiply(false, true, side, side, columns, sharpness, Left, columns, Right, columns, T.Zero, cosines, side);
            if (loss.Views)
                for (int i = 0; i < side; i++)
                    cosines[i * side + i] = T.NegativeInfinity;
            ClassOptions<T> options = new()
            {
                Reduction = arguments.Reduction, SampleWeights = arguments.Weights, Mask = arguments.Mask, Empty = arguments.Empty,
            };
            if (!results.Values.IsEmpty)
                default(CrossEntropy).Values(cosines, side, labels, results.Values, options);
            double value = default(CrossEntropy).ValueAndGradient(cosines, side, labels, cosines, options, results.Upstream);
            if (!results.First.IsEmpty || !results.Second.IsEmpty)
                Back(sharpness, arguments, results);
            return value;
        }

        private void Back(T sharpness, in LossArguments<T> arguments, in LossResults<T> results)
        {
            Span<T> dLeft = dUnits[..(side * columns)], dRight = dUnits[(loss.Views ? 0 : rows * columns)..];
            MatrixProduct.Multiply(false, false, side, columns, side, sharpness, cosines, side, Right, columns, T.Zero, dLeft, columns);
            T kept = loss.Views ? T.One : T.Zero;
            MatrixProduct.Multiply(true, false, side, columns, side, sharpness, cosines, side, Left, columns, kept, dRight, columns);
            int half = rows * columns;
            if (!results.First.IsEmpty)
                UnitRows.Back(units[..half], norms[..rows], dUnits[..half], columns, results.First);
            if (!results.Second.IsEmpty)
                UnitRows.Back(units[half..], norms[rows..], dUnits[half..], columns, results.Second);
        }
    }
}

using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Batches;

/// <summary>The steps of <see cref="InfoNce"/> over one batch, in scratch memory.</summary>
internal readonly ref struct InfoNceWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool views;
    private readonly T sharpness;
    private readonly int rows;
    private readonly int columns;
    private readonly int queries;
    private readonly Span<T> cosines;
    private readonly Span<T> units;
    private readonly Span<T> dUnits;
    private readonly Span<T> norms;
    private readonly Span<int> labels;

    /// <param name="loss">The loss.</param>
    /// <param name="rows">Rows of each input.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="labels">One number a query.</param>
    public InfoNceWork(InfoNce loss, int rows, int columns, Span<T> scratch, Span<int> labels)
    {
        (views, this.rows, this.columns, queries) = (loss.Views, rows, columns, labels.Length);
        sharpness = T.CreateTruncating(1 / loss.Temperature);
        int length = 2 * rows * columns, square = queries * queries;
        cosines = scratch[..square];
        units = scratch.Slice(square, length);
        dUnits = scratch.Slice(square + length, length);
        norms = scratch.Slice(square + 2 * length, 2 * rows);
        this.labels = labels;
        for (int i = 0; i < queries; i++)
            labels[i] = views ? (i + rows) % queries : i;
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int queries, int rows, int columns)
        => checked(queries * queries + 4 * rows * columns + 2 * rows);

    // With views all rows stand on both sides of the product; otherwise the first on the left, the second on the right.
    private Span<T> Left => units[..(queries * columns)];

    private Span<T> Right => units[(views ? 0 : rows * columns)..];

    /// <summary>
    /// Fills in the unit rows and their cosines over the temperature. The inputs are not needed after it.
    /// </summary>
    public void Forward(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        UnitRows.Normalise(first, columns, units, norms);
        UnitRows.Normalise(second, columns, units[(rows * columns)..], norms[rows..]);
        MatrixProduct.Multiply(
            false, true, queries, queries, columns, sharpness, Left, columns, Right, columns, T.Zero, cosines, queries);
        if (views)
            for (int i = 0; i < queries; i++)
                cosines[i * queries + i] = T.NegativeInfinity;
    }

    /// <summary>The loss of every query; gives their count.</summary>
    public double Values(Span<T> values, in BatchOptions<T> options)
    {
        default(CrossEntropy).Values(cosines, queries, labels, values, options);
        return queries;
    }

    /// <summary>The reduced loss, and the gradients that there is room for. The cosines are used up.</summary>
    public double ValueAndGradient(in LossGradients<T> gradients, in BatchOptions<T> options)
    {
        if (gradients.IsEmpty)
            return default(CrossEntropy).Value(cosines, queries, labels, options);
        double value = default(CrossEntropy).ValueAndGradient(cosines, queries, labels, cosines, options);
        Backward(gradients);
        return value;
    }

    private void Backward(in LossGradients<T> gradients)
    {
        Span<T> dLeft = dUnits[..(queries * columns)], dRight = dUnits[(views ? 0 : rows * columns)..];
        MatrixProduct.Multiply(
            false, false, queries, columns, queries, sharpness, cosines, queries, Right, columns, T.Zero, dLeft,
            columns);
        T kept = views ? T.One : T.Zero;
        MatrixProduct.Multiply(
            true, false, queries, columns, queries, sharpness, cosines, queries, Left, columns, kept, dRight, columns);
        int half = rows * columns;
        if (!gradients.First.IsEmpty)
            UnitRows.Backward(units[..half], norms[..rows], dUnits[..half], columns, gradients.First);
        if (!gradients.Second.IsEmpty)
            UnitRows.Backward(units[half..], norms[rows..], dUnits[half..], columns, gradients.Second);
    }
}

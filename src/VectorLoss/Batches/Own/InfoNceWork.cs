using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Batches;

/// <summary>
/// The steps of <see cref="InfoNce"/> over one batch, in scratch memory. The cosines of some queries with all rows are
/// formed, used and forgotten before those of the next: the memory grows with the rows and not with their square.
/// </summary>
internal readonly ref struct InfoNceWork<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough rows for the products to run at full speed. A batch of at most so many is one piece.
    private const int Piece = 256;

    private readonly bool views;
    private readonly T sharpness;
    private readonly int rows;
    private readonly int columns;
    private readonly int queries;
    private readonly Span<T> cosines;
    private readonly Span<T> units;
    private readonly Span<T> dUnits;
    private readonly Span<T> norms;
    private readonly Span<int> exponents;
    private readonly Span<int> labels;

    /// <param name="loss">The loss.</param>
    /// <param name="rows">Rows of each input.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public InfoNceWork(InfoNce loss, int rows, int columns, Span<T> scratch, Span<int> whole)
    {
        (views, this.rows, this.columns, queries) = (loss.Views, rows, columns, loss.Views ? 2 * rows : rows);
        sharpness = T.CreateTruncating(1 / loss.Temperature);
        int length = 2 * rows * columns, piece = Math.Min(queries, Piece) * queries;
        cosines = scratch[..piece];
        units = scratch.Slice(piece, length);
        dUnits = scratch.Slice(piece + length, length);
        norms = scratch.Slice(piece + 2 * length, 2 * rows);
        exponents = whole[..(2 * rows)];
        labels = whole.Slice(2 * rows, Math.Min(queries, Piece));
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int queries, int rows, int columns)
        => checked(Math.Min(queries, Piece) * queries + 4 * rows * columns + 2 * rows);

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => checked(2 * rows + Piece);

    // With views all rows stand on both sides of the product; otherwise the first on the left, the second on the right.
    private Span<T> Right => units[(views ? 0 : rows * columns)..];

    /// <summary>
    /// The sum of the losses of all queries; their values or the gradients where there is room. The inputs are not
    /// needed after their unit rows.
    /// </summary>
    public double Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> values, double scale,
        in LossGradients<T> gradients, in BatchOptions<T> options)
    {
        UnitRows.Normalise(first, columns, units, norms, exponents);
        UnitRows.Normalise(second, columns, units[(rows * columns)..], norms[rows..], exponents[rows..]);
        if (!gradients.IsEmpty)
            dUnits.Clear();
        double sum = 0;
        for (int start = 0; start < queries; start += Piece)
        {
            int count = Math.Min(Piece, queries - start);
            BatchOptions<T> piece = options.Piece(start, count) with
            {
                Reduction = Reduction.Sum,
                Upstream = scale,
                Threads = options.Threads,
            };
            Compare(start, count);
            if (!values.IsEmpty)
                default(CrossEntropy).Values(
                    cosines[..(count * queries)], queries, labels[..count], values.Slice(start, count), piece);
            else
                sum += ValueAndSlopes(start, count, !gradients.IsEmpty, piece);
        }
        Backward(gradients);
        return sum;
    }

    /// <summary>The cosines of some queries with all rows, over the temperature, and their labels.</summary>
    private void Compare(int start, int count)
    {
        MatrixProduct.Multiply(false, true, count, queries, columns, sharpness, units[(start * columns)..], columns,
            Right, columns, T.Zero, cosines, queries);
        for (int i = 0; i < count; i++)
        {
            labels[i] = views ? (start + i + rows) % queries : start + i;
            if (views)
                cosines[i * queries + start + i] = T.NegativeInfinity;
        }
    }

    private double ValueAndSlopes(int start, int count, bool slopes, in BatchOptions<T> options)
    {
        Span<T> logits = cosines[..(count * queries)];
        ReadOnlySpan<int> own = labels[..count];
        if (!slopes)
            return default(CrossEntropy).Value(logits, queries, own, options);
        double sum = default(CrossEntropy).ValueAndGradient(logits, queries, own, logits, options);
        Span<T> dRight = dUnits[(views ? 0 : rows * columns)..];
        MatrixProduct.Multiply(false, false, count, columns, queries, sharpness, logits, queries, Right, columns, T.One,
            dUnits[(start * columns)..], columns);
        MatrixProduct.Multiply(true, false, queries, columns, count, sharpness, logits, queries,
            units[(start * columns)..], columns, T.One, dRight, columns);
        return sum;
    }

    private void Backward(in LossGradients<T> gradients)
    {
        int half = rows * columns;
        if (!gradients.First.IsEmpty)
            UnitRows.Backward(
                units[..half], norms[..rows], exponents[..rows], dUnits[..half], columns, gradients.First);
        if (!gradients.Second.IsEmpty)
            UnitRows.Backward(units[half..(2 * half)], norms[rows..], exponents[rows..], dUnits[half..(2 * half)],
                columns, gradients.Second);
    }
}

using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of an <see cref="ISimilarityLoss"/> with a direction, in scratch memory: each step of
/// <see cref="SimilarityWork{TLoss, T}"/> with the tangent of what it computes.
/// </summary>
internal readonly ref struct SimilarityTangents<TLoss, T>
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Piece = SimilarityWork<TLoss, T>.Piece;

    private readonly TLoss loss;
    private readonly int rows;
    private readonly MovedPairs<T> pairs;
    private readonly Span<T> cosines, changes, labels, row, moves;
    private readonly Span<int> sizes;

    /// <param name="loss">The loss.</param>
    /// <param name="inputs">The rows, and what stands in place of the temperature of the loss, or empty.</param>
    /// <param name="direction">As many numbers, or none of what does not move.</param>
    /// <param name="own">The label of each row.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
    /// <param name="whole">At least <see cref="WholeLength"/> whole numbers.</param>
    public SimilarityTangents(TLoss loss, in RowInputs<T> inputs, in RowInputs<T> direction, ReadOnlySpan<int> own,
        Span<T> scratch, Span<int> whole)
    {
        (this.loss, rows) = (loss, own.Length);
        double moved = direction.Third.IsEmpty ? 0 : double.CreateTruncating(direction.Third[0]),
            given = inputs.Third.IsEmpty ? 0 : double.CreateTruncating(inputs.Third[0]);
        int piece = Math.Min(rows, Piece) * rows, padded = SimilarityRow<TLoss, T>.Padded(rows),
            length = MovedPairs<T>.ScratchLength(rows, inputs.Columns);
        cosines = scratch[..piece];
        changes = scratch.Slice(piece, piece);
        labels = scratch.Slice(2 * piece, padded);
        row = scratch.Slice(2 * piece + padded, SimilarityRow<TLoss, T>.ScratchLength(rows));
        moves = scratch.Slice(2 * piece + padded + row.Length, SimilarityMoves<TLoss, T>.ScratchLength(rows));
        sizes = whole.Slice(2 * rows, rows);
        SimilarityWork<TLoss, T>.Number(own, labels, whole[..rows], whole.Slice(rows, rows), sizes);
        pairs = new(rows, inputs.Columns, rows, cosines: true, inputs.Third.IsEmpty ? (1, 0, 0)
            : (loss.Temperature / given, -1 / given, moved), scratch.Slice(scratch.Length - length, length), whole);
        pairs.Take(0, inputs.First, direction.First);
    }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int rows, int columns) => checked(2 * Math.Min(rows, Piece) * rows
        + SimilarityRow<TLoss, T>.Padded(rows) + SimilarityRow<TLoss, T>.ScratchLength(rows)
        + SimilarityMoves<TLoss, T>.ScratchLength(rows) + MovedPairs<T>.ScratchLength(rows, columns));

    /// <summary>How many whole numbers it needs.</summary>
    public static int WholeLength(int rows) => SimilarityWork<TLoss, T>.WholeLength(rows);

    /// <summary>Adds the product, times a scale, to the outputs that there is room for.</summary>
    public void Run(in LossGradients<T> products, double scale, in BatchOptions<T> options)
    {
        for (int start = 0; start < rows; start += Piece)
        {
            int count = Math.Min(Piece, rows - start);
            pairs.Compare(start, count, 0, cosines, changes);
            for (int i = 0; i < count; i++)
                Move(start + i, cosines.Slice(i * rows, rows), changes.Slice(i * rows, rows), scale, options);
            pairs.Back(start, count, 0, cosines, changes);
        }
        if (!products.Third.IsEmpty)
            products.Third[0] += pairs.Third(twice: true, bends: true);
        pairs.Add(0, products.First);
    }

    /// <summary>The cosines of a row become their slopes, and so their tangents.</summary>
    private void Move(int at, Span<T> own, Span<T> tangents, double scale, in BatchOptions<T> options)
    {
        T label = labels[at];
        int number = int.CreateTruncating(label), positives = sizes[number] - 1;
        if (positives == 0 || !options.Counts(at))
        {
            // As in the gradient, only a row that is NaN is seen.
            T nothing = T.IsNaN(own[at]) && options.Counts(at) ? T.NaN : T.Zero;
            SimilarityWork<TLoss, T>.Put(nothing, own);
            SimilarityWork<TLoss, T>.Put(nothing, tangents);
            return;
        }
        labels[at] = T.CreateTruncating(SimilarityRow<TLoss, T>.Self);
        Widest.Run<SimilarityMoves<TLoss, T>, T, int>(new(loss, new(loss, labels, rows, row), labels, moves)
        {
            Cosines = own,
            Changes = tangents,
            Label = number,
            Positives = positives,
            Factor = scale * options.Weight(at),
        });
        labels[at] = label;
    }
}

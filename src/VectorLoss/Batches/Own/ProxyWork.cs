using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>An <see cref="ISimilarityLoss"/> of proxies over a batch: each row of cosines by itself.</summary>
/// <param name="loss">The loss.</param>
/// <param name="labels">The label of each row.</param>
/// <param name="classes">Scratch memory of a number for each class.</param>
internal readonly ref struct ProxyWork<TLoss, T>(TLoss loss, ReadOnlySpan<int> labels, Span<T> classes)
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly Span<T> classes = classes;

    /// <summary>The sum of the losses of all rows; their values or the gradient where there is room.</summary>
    public double Run(
        ReadOnlySpan<T> cosines, Span<T> values, double scale, Span<T> gradient, in BatchOptions<T> options)
    {
        int columns = classes.Length;
        double sum = 0;
        // 1 for the label of a row, 0 for the others.
        classes.Clear();
        for (int row = 0; row < labels.Length; row++)
        {
            Span<T> value = values.IsEmpty ? default : values.Slice(row, 1);
            Span<T> slopes = gradient.IsEmpty ? default : gradient.Slice(row * columns, columns);
            classes[labels[row]] = T.One;
            sum += SimilarityRow<TLoss>.Run(loss, cosines.Slice(row * columns, columns), classes, 1, 1, value, scale,
                slopes, options.Piece(row, 1));
            classes[labels[row]] = T.Zero;
        }
        return sum;
    }
}

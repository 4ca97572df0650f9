using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>An <see cref="ISimilarityLoss"/> of proxies over a batch: each row of cosines by itself.</summary>
/// <param name="loss">The loss.</param>
/// <param name="cosines">The cosines of each row with the proxies of all classes.</param>
/// <param name="labels">The label of each row.</param>
/// <param name="columns">How many classes there are.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
internal readonly ref struct ProxyWork<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> cosines, ReadOnlySpan<int> labels, int columns, Span<T> scratch) : IKernel<T, double>
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> cosines = cosines;
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly int columns = columns;
    private readonly Span<T> classes = scratch[..SimilarityRow<TLoss, T>.Padded(columns)];
    private readonly Span<T> rest = scratch[SimilarityRow<TLoss, T>.Padded(columns)..];
    private readonly BatchOptions<T> options;

    /// <summary>Weights and mask of the rows.</summary>
    public BatchOptions<T> Options { init => options = value; }

    /// <summary>Receive the weighted value of every row, where there is room.</summary>
    public RowValues<T> Values { get; init; }

    /// <summary>Receives the weighted gradient times <see cref="Scale"/>, or empty.</summary>
    public Span<T> Gradient { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int columns)
        => checked(SimilarityRow<TLoss, T>.Padded(columns) + SimilarityRow<TLoss, T>.ScratchLength(columns));

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        // 1 for the label of a row, 0 for the others.
        Stores.Fill<V, T>(classes, T.CreateTruncating(SimilarityRow<TLoss, T>.Self));
        Stores.Zero<V, T>(classes[..columns]);
        SimilarityRow<TLoss, T> row = new(loss, classes, columns, rest);
        double sum = 0;
        for (int at = 0; at < labels.Length; at++)
        {
            Span<T> slopes = Gradient.IsEmpty ? default : Gradient.Slice(at * columns, columns);
            double value = 0, weight = options.Weight(at);
            if (options.Counts(at))
            {
                classes[labels[at]] = T.One;
                value = row.Run<V>(cosines.Slice(at * columns, columns), 1, 1, Scale * weight, slopes) * weight;
                classes[labels[at]] = T.Zero;
            }
            else if (!slopes.IsEmpty)
                Stores.Zero<V, T>(slopes);
            sum += Values.Put(at, value);
        }
        return sum;
    }
}

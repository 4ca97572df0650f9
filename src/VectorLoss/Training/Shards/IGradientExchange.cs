using System.Numerics;

namespace VectorLoss.Training;

/// <summary>
/// How the processes of one training add their gradients. All call the same methods in the same order, each on one
/// thread.
/// </summary>
/// <remarks>
/// The sum is that of a balanced tree over the ranks: (0 + 1) + (2 + 3) …, each addition rounded to
/// <typeparamref name="T"/>. Every rank gets the same bits.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IGradientExchange<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of this process: from 0 to below <see cref="Size"/>.</summary>
    int Rank { get; }

    /// <summary>How many processes train together: a power of two.</summary>
    int Size { get; }

    /// <summary>
    /// Begins to add numbers over all ranks, and returns without waiting. Until <see cref="Finish"/> they are the
    /// exchange's, and then the sums.
    /// </summary>
    /// <param name="segment">As many numbers on every rank, in memory that the garbage collector does not move.</param>
    void Begin(Span<T> segment);

    /// <summary>Carries on what was begun as far as that is possible without waiting.</summary>
    void Poll();

    /// <summary>Waits until every sum that was begun is there.</summary>
    void Finish();

    /// <summary>Gives every rank the numbers of all, and waits for them.</summary>
    /// <param name="own">The numbers of this rank: as many on every rank.</param>
    /// <param name="all">Those of rank 0, then of rank 1, …: <see cref="Size"/> times as many.</param>
    void Gather(ReadOnlySpan<double> own, Span<double> all);
}

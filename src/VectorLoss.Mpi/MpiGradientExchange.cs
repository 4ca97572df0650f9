using System.Numerics;
using VectorLoss.Training;

namespace VectorLoss.Mpi;

/// <summary>Adds the gradients of all processes of an <see cref="MpiWorld"/>, in a tree over their ranks.</summary>
/// <remarks>
/// Long segments are halved from rank to rank with neighbours first, so that after k rounds a rank has the sum of an
/// aligned group of 2ᵏ for its share; then the shares go back the same way (R. Rabenseifner 2004,
/// doi:10.1007/978-3-540-24685-5_1). Each number crosses the network twice, whatever the number of ranks, and the order
/// of its additions is that of the tree. Short segments are exchanged whole, which halves the number of messages.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class MpiGradientExchange<T> : IGradientExchange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // While one piece travels another is added. Between two processes 1,860,000 floats took 1.3 ms in pieces of 512 KB
    // and more, 1.5 in 128 KB, 1.9 in 64 KB (medians, MPI_Allreduce 1.6). The last halves of many ranks should be no
    // smaller.
    private const int LeastPiece = 1 << 19, LeastShare = 1 << 16;
    private readonly int length;
    private readonly MpiWorld world;
    private readonly Queue<MpiSum<T>> running = new();
    private readonly Stack<MpiSum<T>> spare = new();
    private int begun;

    /// <summary>Adds gradients over these processes.</summary>
    /// <param name="world">The processes.</param>
    /// <exception cref="ArgumentException">Their number is no power of two.</exception>
    public MpiGradientExchange(MpiWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (!BitOperations.IsPow2(world.Size))
        {
            throw new ArgumentException($"{world.Size} processes cannot add gradients in a balanced tree: "
                + "their number must be a power of two.", nameof(world));
        }
        this.world = world;
        length = (int)Math.Min(Math.Max(LeastPiece, (long)LeastShare * world.Size), int.MaxValue / 2) / sizeof(T);
    }

    /// <inheritdoc/>
    public int Rank => world.Rank;

    /// <inheritdoc/>
    public int Size => world.Size;

    /// <inheritdoc/>
    public void Begin(Span<T> segment)
    {
        if (Size == 1)
            return;
        fixed (T* numbers = segment)
        {
            for (int at = 0; at < segment.Length; at += length)
            {
                MpiSum<T> sum = spare.Count > 0 ? spare.Pop() : new(world);
                sum.Begin(numbers + at, Math.Min(length, segment.Length - at), begun++ % MpiSum<T>.Tags);
                running.Enqueue(sum);
            }
        }
        Poll();
    }

    /// <inheritdoc/>
    public void Poll()
    {
        foreach (MpiSum<T> sum in running)
            sum.Advance();
        while (running.Count > 0 && running.Peek().IsDone)
            spare.Push(running.Dequeue());
    }

    /// <inheritdoc/>
    public void Finish()
    {
        MpiPeers.Watch watch = world.Watch();
        for (Poll(); running.Count > 0; Poll())
            watch.Look();
        begun = 0;
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<double> own, Span<double> all) => world.Gather(own, all);
}

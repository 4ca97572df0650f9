using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The kernel of a loss whose samples are elements, over any part of a batch.</summary>
/// <remarks>
/// It is passed by reference: a copy in wide registers would wait for the narrow stores that have just made its spans.
/// </remarks>
internal interface ISampleWork<TSelf, T>
    where TSelf : struct, ISampleWork<TSelf, T>, allows ref struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does a part of the samples and gives the sum of their values.</summary>
    /// <param name="work">The kernel over the whole batch.</param>
    /// <param name="start">The first sample, at the beginning of a block.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="multipliers">Weights times factors of the part, or empty.</param>
    /// <param name="mask">The mask of the part, or empty.</param>
    static abstract double Of(
        scoped in TSelf work, int start, int count, ReadOnlySpan<T> multipliers, ReadOnlySpan<bool> mask);
}

/// <summary>
/// Runs the kernel of a loss over a batch whose arguments are accepted: in one run; or where elements have weights and
/// factors in runs of a block each, whose products need no more memory than that; or on several threads. The sums of
/// the blocks are added in their order, so all ways give the same bits.
/// </summary>
internal readonly ref struct SampleRun<TWork, T> : IJob
    where TWork : struct, ISampleWork<TWork, T>, allows ref struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A piece is 2 µs of the fastest loss and 600 µs of the slowest.
    private const int PieceBlocks = 4;

    // What is left must take longer than this to be worth a second thread: to wake it takes 5 to 50 µs.
    private static readonly TimeSpan Worthwhile = TimeSpan.FromMicroseconds(100);

    // The sums that lie on the stack at a time.
    private const int Group = 512;

    private readonly TWork work;
    private readonly BatchOptions<T> options;
    private readonly Span<double> sums;
    private readonly int start, end;

    private SampleRun(TWork work, BatchOptions<T> options, Span<double> sums, int start, int end)
    {
        this.work = work;
        this.options = options;
        this.sums = sums;
        (this.start, this.end) = (start, end);
    }

    private static int Block => OrderedSum<T>.Block;

    /// <summary>The sum of the values of all samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(scoped in TWork work, int samples, scoped in BatchOptions<T> options)
        => options.Threads > 1 && samples > 2 * PieceBlocks * Block ? OnThreads(work, samples, options)
            : options.Weights.IsEmpty || options.Factors.IsEmpty
                ? TWork.Of(work, 0, samples, options.Multipliers(default), options.Mask)
                : Blocks(work, 0, samples, 0, options);

    // The first piece shows how long the rest will take: losses differ by a factor of 300.
    private static double OnThreads(scoped in TWork work, int samples, scoped in BatchOptions<T> options)
    {
        int first = PieceBlocks * Block;
        long begin = Stopwatch.GetTimestamp();
        double total = Blocks(work, 0, first, 0, options);
        return Stopwatch.GetElapsedTime(begin) * ((samples - first) / (double)first) < Worthwhile
            ? Blocks(work, first, samples, total, options) : Shared(work, first, samples, total, options);
    }

    private static double Blocks(
        scoped in TWork work, int start, int end, double total, scoped in BatchOptions<T> options)
    {
        Span<T> products = stackalloc T[Block];
        for (; start < end; start += Block)
            total += Part(work, start, Math.Min(Block, end - start), options, products);
        return total;
    }

    private static double Shared(
        scoped in TWork work, int start, int samples, double total, scoped in BatchOptions<T> options)
    {
        Span<double> sums = stackalloc double[Group];
        for (int count; start < samples; start += count)
        {
            count = Math.Min(Group * Block, samples - start);
            Span<double> own = sums[..((count + Block - 1) / Block)];
            Workers.Run(new SampleRun<TWork, T>(work, options, own, start, start + count),
                (own.Length + PieceBlocks - 1) / PieceBlocks, options.Threads);
            foreach (double sum in own)
                total += sum;
        }
        return total;
    }

    public void Run(int piece)
    {
        Span<T> products = options.Weights.IsEmpty || options.Factors.IsEmpty ? default : stackalloc T[Block];
        int last = Math.Min((piece + 1) * PieceBlocks, sums.Length);
        for (int block = piece * PieceBlocks; block < last; block++)
        {
            int from = start + block * Block;
            sums[block] = Part(work, from, Math.Min(Block, end - from), options, products);
        }
    }

    private static double Part(
        scoped in TWork work, int start, int count, scoped in BatchOptions<T> options, Span<T> products)
    {
        BatchOptions<T> piece = options.Piece(start, count);
        return TWork.Of(work, start, count, piece.Multipliers(products), piece.Mask);
    }
}

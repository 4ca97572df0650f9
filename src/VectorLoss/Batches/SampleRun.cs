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
internal readonly ref struct SampleRun<TWork, T> : IUnitWork
    where TWork : struct, ISampleWork<TWork, T>, allows ref struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TWork work;
    private readonly BatchOptions<T> options;
    private readonly int samples;

    private SampleRun(TWork work, BatchOptions<T> options, int samples)
    {
        this.work = work;
        this.options = options;
        this.samples = samples;
    }

    private static int Block => OrderedSum<T>.Block;

    /// <summary>The sum of the values of all samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(scoped in TWork work, int samples, scoped in BatchOptions<T> options)
        => options.Threads > 1 || options.MultipliesTwice ? Blocks(work, samples, options)
            : TWork.Of(work, 0, samples, options.Multipliers(default), options.Mask);

    private static double Blocks(scoped in TWork work, int samples, scoped in BatchOptions<T> options)
    {
        int blocks = (samples + Block - 1) / Block;
        SampleRun<TWork, T> run = new(work, options, samples);
        return UnitSum.Of(run, blocks, Block, 1, options.Threads);
    }

    // The products of a block are written before they are read.
    [SkipLocalsInit]
    public double Run(int start, int blocks, Span<double> numbers)
    {
        if (numbers.IsEmpty && !options.MultipliesTwice)
            return TWork.Of(work, 0, samples, options.Multipliers(default), options.Mask);
        Span<T> products = options.MultipliesTwice ? stackalloc T[Block] : default;
        double total = 0;
        for (int i = 0, from = start * Block; i < blocks; i++, from += Block)
        {
            int count = Math.Min(Block, samples - from);
            BatchOptions<T> piece = options.Piece(from, count);
            double sum = TWork.Of(work, from, count, piece.Multipliers(products), piece.Mask);
            total += sum;
            if (!numbers.IsEmpty)
                numbers[i] = sum;
        }
        return total;
    }
}

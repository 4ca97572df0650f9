using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>
/// Chooses the samples of each mini-batch, from a seed, without allocating: at random with replacement (as
/// <c>numpy.random.choice</c>), or in shuffled epochs that show every sample once.
/// </summary>
public sealed class MiniBatches
{
    private readonly SeededRandom random;
    private readonly int[] order;
    private readonly int count;
    private readonly bool keepShort;
    private readonly bool replace;
    private RandomState epochStart;
    private int position;

    private MiniBatches(int count, int batchSize, ulong seed, bool replace, bool keepShort)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (!replace)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, count);
        (this.count, BatchSize, this.replace, this.keepShort) = (count, batchSize, replace, keepShort);
        random = new SeededRandom(seed);
        order = new int[replace ? batchSize : count];
        BeginEpoch();
    }

    /// <summary>Samples in a batch; the last one of an epoch can be shorter.</summary>
    public int BatchSize { get; }

    /// <summary>Whole epochs behind; stays 0 when drawing with replacement.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// Where the sequence stands. Set it on an object made with the same count and batch size to go on from there.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not one of an epoch.</exception>
    public BatchState State
    {
        get => new(replace ? random.State : epochStart, Epoch, position);
        set
        {
            uint end = replace ? 0 : (uint)count;
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value.Position, end, nameof(value));
            random.State = value.Random;
            BeginEpoch();
            Epoch = value.Epoch;
            position = value.Position;
        }
    }

    /// <summary>Every batch draws its samples anew, each sample as likely: some come twice, some never.</summary>
    /// <param name="count">How many samples there are; at least 1.</param>
    /// <param name="batchSize">How many to draw; at least 1.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    public static MiniBatches WithReplacement(int count, int batchSize, ulong seed)
        => new(count, batchSize, seed, true, true);

    /// <summary>Each epoch shows every sample once, in a new order (Fisher–Yates).</summary>
    /// <param name="count">How many samples there are; at least 1.</param>
    /// <param name="batchSize">1 to <paramref name="count"/>.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    /// <param name="keepShort">Whether the rest of an epoch makes a shorter batch; if not, it is left out of that
    /// epoch.</param>
    public static MiniBatches ShuffledEpochs(int count, int batchSize, ulong seed, bool keepShort = false)
        => new(count, batchSize, seed, false, keepShort);

    /// <summary>The indices of the next batch. They stay valid until the next call.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (replace)
        {
            for (int i = 0; i < order.Length; i++)
                order[i] = random.Below(count);
            return order;
        }
        int left = count - position;
        if (left == 0 || (left < BatchSize && !keepShort))
        {
            Epoch++;
            BeginEpoch();
            left = count;
        }
        ReadOnlySpan<int> batch = order.AsSpan(position, Math.Min(left, BatchSize));
        position += batch.Length;
        return batch;
    }

    // Every epoch shuffles the identity, so that the generator's state at its start is all that a checkpoint needs.
    private void BeginEpoch()
    {
        position = 0;
        if (replace)
            return;
        epochStart = random.State;
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}

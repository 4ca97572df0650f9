using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>
/// The gradient of a batch that is cut into shards of equal size, on one process or on several: the mean of the
/// gradients of its shards, added in a balanced tree. So it has the same bits for any number of processes that divides
/// the number of shards.
/// </summary>
/// <remarks>
/// For each of its own shards a process fills the inputs and calls <see cref="ForwardBackward"/>; then it calls
/// <see cref="Finish"/>, and the tape holds the gradient of the whole batch. While the last own shard still runs
/// backwards, what is complete is already on its way to the other processes. A shard that throws drops the shards of
/// its batch that were done: the batch begins anew, where there are other processes on all of them.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GradientShards<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;
    private readonly IGradientExchange<T>? exchange;
    private readonly GradientWatch<T> watch;
    private readonly GradientBuckets<T>? buckets;
    private readonly List<GradientLevels<T>> levels = [];
    private readonly double[] losses;
    private double[] own = [];
    private double[] all = [];
    private int done;

    /// <summary>Cuts batches into shards.</summary>
    /// <param name="tape">What computes one shard; its parameters are those of every process.</param>
    /// <param name="shards">How many shards a batch has: a power of two.</param>
    /// <param name="exchange">The other processes, or null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shards"/> is no power of two.</exception>
    /// <exception cref="ArgumentException">The number of processes does not divide that of shards, or that of this
    /// process is not below it.</exception>
    public GradientShards(Tape<T> tape, int shards, IGradientExchange<T>? exchange = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        GradientTree.RequireShards(shards, nameof(shards));
        int size = exchange?.Size ?? 1;
        if (size < 1 || shards % size != 0)
        {
            throw new ArgumentException(
                $"{shards} shards cannot be shared by {size} processes: that number must divide them.", nameof(shards));
        }
        if (exchange is { Rank: var rank } && (rank < 0 || rank >= size))
            throw new ArgumentException($"Rank {rank} is none of {size} processes, counted from 0.", nameof(exchange));
        (this.tape, Shards) = (tape, shards);
        this.exchange = size > 1 ? exchange : null;
        buckets = this.exchange is null ? null : new(tape.Recording, this.exchange);
        watch = new(tape.Recording, Complete);
        losses = new double[shards / size];
        First = this.exchange is null ? 0 : losses.Length * exchange!.Rank;
    }

    /// <summary>How many shards a batch has.</summary>
    public int Shards { get; }

    /// <summary>The number of this process's first shard.</summary>
    public int First { get; }

    /// <summary>How many shards this process computes.</summary>
    public int Count => losses.Length;

    /// <summary>Computes the next of this process's shards, whose numbers are in the inputs of the tape.</summary>
    /// <param name="loss">A 1×1 variable: the mean over the shard.</param>
    /// <exception cref="InvalidOperationException">All shards of this process are done, or the parameters of the tape
    /// are others than in the first of them; or as for <see cref="Tape{T}.ForwardBackward"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Tape{T}.ForwardBackward"/>.</exception>
    public void ForwardBackward(Var loss)
    {
        if (done == Count)
            throw new InvalidOperationException($"All {Count} shards of this process are done: call {nameof(Finish)}.");
        int root = tape.FindRoot(loss, nameof(ForwardBackward));
        bool isDone = false;
        try
        {
            FitLevels();
            Run(loss, root);
            isDone = true;
        }
        finally
        {
            if (!isDone)
                Drop();
        }
        losses[done++] = double.CreateTruncating(tape.Scalar(loss));
        if (done == Count)
            buckets?.Flush();
    }

    private void Run(Var loss, int root)
    {
        watch.Begin(root);
        tape.Sweep.Watch = watch;
        try
        {
            // A power of two: dividing the gradients of shards and then adding them rounds as adding and dividing.
            tape.ForwardBackward(loss, seed: 1.0 / Shards);
        }
        finally
        {
            tape.Sweep.Watch = null;
        }
        watch.End();
    }

    private void Drop()
    {
        done = 0;
        buckets?.Drop();
    }

    // A tape that was rewound may have other parameters in the same places.
    private void FitLevels()
    {
        IReadOnlyList<Var> parameters = tape.Parameters;
        bool fits = levels.Count == parameters.Count;
        for (int i = 0; fits && i < levels.Count; i++)
            fits = levels[i].Fits(tape.ShapeOf(parameters[i]).Count);
        if (fits)
            return;
        if (done > 0)
            throw new InvalidOperationException("The parameters of the tape have not the shapes that they had in the "
                + $"{done} shards of this batch that are done.");
        levels.Clear();
        for (int i = 0; i < parameters.Count; i++)
            levels.Add(new(Count, tape.ShapeOf(parameters[i]).Count));
    }

    /// <summary>Waits for the gradient of the batch, which the tape then holds.</summary>
    /// <param name="counts">Numbers that are added over all processes, such as counts of samples.</param>
    /// <returns>The loss: the mean over the batch.</returns>
    /// <exception cref="InvalidOperationException">Not all shards of this process are done.</exception>
    public double Finish(params Span<double> counts)
    {
        if (done < Count)
            throw new InvalidOperationException($"{done} of {Count} shards of this process are done.");
        done = 0;
        double loss = GradientTree.Sum(losses, Count, 0);
        if (exchange is null)
            return loss / Shards;
        exchange.Finish();
        int width = counts.Length + 1;
        if (own.Length != width)
            (own, all) = (new double[width], new double[width * exchange.Size]);
        own[0] = loss;
        counts.CopyTo(own.AsSpan(1));
        exchange.Gather(own, all);
        for (int i = 0; i < counts.Length; i++)
            counts[i] = GradientTree.Sum(all, exchange.Size, i + 1);
        return GradientTree.Sum(all, exchange.Size, 0) / Shards;
    }

    private void Complete(int parameter)
    {
        int position = tape.Recording.Parameters[parameter].Position;
        Span<T> gradient = tape.Recording.Update.ReadGradient(position);
        levels[parameter].Add(done, gradient, tape.Threads);
        if (done == Count - 1)
            buckets?.Add(position);
    }
}

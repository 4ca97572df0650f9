using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>The tape, backwards, over one shard of a batch after another, beside other processes.</summary>
/// <param name="net">The net.</param>
/// <param name="program">What computes a shard.</param>
/// <param name="shards">The parts of a batch.</param>
/// <param name="replicas">The processes that train together, or null for one alone.</param>
internal sealed class ShardedGradients<T>(Mlp<T> net, NetProgram<T> program, GradientShards<T> shards,
    Replicas<T>? replicas)
    : Gradients<T>(net, program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] batch = new int[shards.Shards * program.BatchSize];
    private Dataset? data;
    private int samples;
    private double loss;
    private int correct;
    private bool areCancelled;

    public override double Loss => loss;

    public override int Samples => samples;

    public override int Correct => correct;

    public override void Compare(Optimizer<T> optimizer, TrainingPlan plan, BatchFacts facts, long step,
        CancellationToken cancellation)
        => areCancelled = replicas?.Compare(Net, optimizer, plan, facts, step, cancellation) == true;

    // Processes that train together stop after the same step, whichever of them was told to.
    public override bool Stops(CancellationToken cancellation)
        => replicas is null ? cancellation.IsCancellationRequested : areCancelled;

    public override void Load(Dataset data, ReadOnlySpan<int> indices)
    {
        (this.data, samples) = (data, indices.Length);
        indices.CopyTo(batch);
    }

    public override bool Compute(ITrainingObserver? observer, CancellationToken cancellation)
    {
        int right = 0;
        for (int i = 0; i < shards.Count; i++)
        {
            Program.Load(data!, batch.AsSpan(0, samples), shards.First + i, shards.Shards);
            shards.ForwardBackward(Program.LossVar);
            right += data!.HasLabels ? Program.Correct() : 0;
        }
        Span<double> counts = [right, cancellation.IsCancellationRequested ? 1 : 0];
        loss = shards.Finish(counts);
        (correct, areCancelled) = ((int)counts[0], counts[1] > 0);
        return true;
    }
}

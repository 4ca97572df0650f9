using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace VectorLoss.Training;

/// <summary>
/// The evaluations of a training: the last one, the losses of all, and the best net if the plan has patience. Where the
/// optimiser keeps averages of the parameters, these are evaluated, are the best ones, and are what is left in the end.
/// </summary>
/// <param name="net">The net.</param>
/// <param name="evaluator">Evaluates it.</param>
/// <param name="averages">What the optimiser keeps.</param>
/// <param name="keepsBest">Whether the best net counts, or the last one.</param>
internal sealed class Evaluations<T>(Mlp<T> net, Evaluator<T> evaluator, ParameterAverages<T> averages, bool keepsBest)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BestNet<T>? best = keepsBest ? new(net) : null;
    private readonly List<double> losses = [];
    private long ticks;

    /// <summary>The last evaluation; null before the first.</summary>
    public Evaluation? Last { get; private set; }

    /// <summary>The step after which it was made.</summary>
    public long Step { get; private set; }

    /// <summary>Time in all evaluations.</summary>
    public double Seconds => ticks / (double)Stopwatch.Frequency;

    /// <summary>The loss of every evaluation so far, in order.</summary>
    public ReadOnlySpan<double> Losses => CollectionsMarshal.AsSpan(losses);

    /// <summary>Evaluations in a row that found no lower loss.</summary>
    public long Worse => best?.Worse ?? 0;

    /// <summary>The step after which the best net was found; null where the last one counts.</summary>
    public long? BestStep => best?.Step > 0 ? best.Step : null;

    /// <summary>Before the first step: the net has the parameters that move.</summary>
    public void Begin() => averages.Show(net.Tape, false);

    /// <summary>Evaluates the net after a step.</summary>
    public void Run(long step, ITrainingObserver? observer)
    {
        averages.Show(net.Tape, true);
        Evaluation found = Look();
        (Last, Step) = (found, step);
        best?.Offer(step, found.Loss);
        averages.Show(net.Tape, false);
        losses.Add(found.Loss);
        observer?.OnEvaluation(step, found);
    }

    /// <summary>After the last step: gives the net its averages, and the best ones.</summary>
    public void Finish()
    {
        averages.Show(net.Tape, true);
        if (BestStep is null || BestStep == Step)
            return;
        best!.Restore();
        Last = Look();
    }

    /// <summary>What a state keeps of the best net.</summary>
    public BestState<T>? CaptureBest() => best?.Capture();

    /// <summary>Goes on from a state.</summary>
    public void Restore(TrainingState<T> state)
    {
        (Last, Step) = (state.Test, state.EvaluatedStep);
        CollectionsMarshal.SetCount(losses, state.Evaluations.Length);
        state.Evaluations.CopyTo(CollectionsMarshal.AsSpan(losses));
        best?.Continue(state.Best);
    }

    private Evaluation Look()
    {
        long start = Stopwatch.GetTimestamp();
        Evaluation found = evaluator.Run();
        ticks += Stopwatch.GetTimestamp() - start;
        return found;
    }
}

using System.Diagnostics;
using System.Numerics;

namespace VectorLoss.Training;

/// <summary>The evaluations of a training: the last one, and the best net if the plan has patience.</summary>
/// <param name="evaluator">Evaluates the net.</param>
/// <param name="best">The best net, or null where the last one counts.</param>
internal sealed class Evaluations<T>(Evaluator<T> evaluator, BestNet<T>? best)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private long ticks;

    /// <summary>The last evaluation; null before the first.</summary>
    public Evaluation? Last { get; private set; }

    /// <summary>The step after which it was made.</summary>
    public long Step { get; private set; }

    /// <summary>Time in all evaluations.</summary>
    public double Seconds => ticks / (double)Stopwatch.Frequency;

    /// <summary>Evaluations in a row that found no lower loss.</summary>
    public long Worse => best?.Worse ?? 0;

    /// <summary>The step after which the best net was found; null where the last one counts.</summary>
    public long? BestStep => best?.Step > 0 ? best.Step : null;

    /// <summary>Evaluates the net after a step.</summary>
    public void Run(long step, ITrainingObserver? observer)
    {
        Evaluation found = Look();
        (Last, Step) = (found, step);
        best?.Offer(step, found.Loss);
        observer?.OnEvaluation(step, found);
    }

    /// <summary>After the last step: gives the net its best parameters.</summary>
    public void KeepBest()
    {
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

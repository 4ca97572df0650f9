using System.Diagnostics;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Trains a classifier through the tape: batch, forward, backward, update. The same plan, data, net and optimiser give
/// the same bits for any number of threads and any register width. After the first steps a step allocates nothing.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Trainer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The length of a stretch, and the first steps, which may still allocate: gradient buffers and optimiser state
    // appear in the first step, and compilation goes on for some more.
    private const int WarmUp = 10;
    private readonly Mlp<T> net;
    private readonly Optimizer<T> optimizer;
    private readonly DigitSet train;
    private readonly TrainingPlan plan;
    private readonly ClassifierProgram<T> program;
    private readonly Evaluator<T> evaluator;
    // Null when nobody looks at gradients: the optimiser need not keep them then.
    private readonly Gradients<T>? gradients;
    private readonly MiniBatches batches;
    private readonly double[] recent = new double[100];
    private long step;
    private long allocated;
    private long leastAllocated = long.MaxValue;
    private long stepTicks;
    private long evaluationTicks;

    /// <summary>
    /// Records a training step on the net's tape, which holds nothing but the net; nothing is computed.
    /// </summary>
    /// <param name="net">The net, initialised.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="optimizer">How parameters move.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="test">What evaluations look at.</param>
    /// <param name="plan">What to do.</param>
    /// <exception cref="ArgumentException">The data does not fit the layers, or the plan does not fit the
    /// data.</exception>
    public Trainer(Mlp<T> net, ClassifierLoss loss, Optimizer<T> optimizer, DigitSet train, DigitSet test,
        TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(net);
        LayerFit.Require(net.Layers, train, nameof(train));
        ArgumentNullException.ThrowIfNull(optimizer);
        Check(plan, train);
        (this.net, this.optimizer, this.train, this.plan) = (net, optimizer, train, plan);
        program = new(net, loss, plan.BatchSize);
        evaluator = new(net, loss, test);
        gradients = plan.Gradient == GradientSource.Numerical ? new NumericalGradients<T>(net, program)
            : plan.GradientNorm ? new BackpropGradients<T>(net, program)
            : null;
        batches = plan.Replacement
            ? MiniBatches.WithReplacement(train.Count, plan.BatchSize, plan.Seed)
            : MiniBatches.ShuffledEpochs(train.Count, plan.BatchSize, plan.Seed);
    }

    /// <summary>Trains until the plan is done, the target is reached or the caller cancels.</summary>
    /// <param name="observer">Told about steps and evaluations, or null.</param>
    /// <param name="cancellation">Looked at between steps, and within a numerical gradient; cancelling is no
    /// error.</param>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite; the parameters are those before
    /// that step.</exception>
    public TrainingResult Run(ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        Evaluation? test = null;
        while (step < plan.Steps)
        {
            if (cancellation.IsCancellationRequested || !Step(observer, cancellation, out StepReport report))
                return Result(TrainingEnd.Cancelled, test);
            observer?.OnStep(report);
            bool due = step == plan.Steps || (plan.EvaluateEvery > 0 && step % plan.EvaluateEvery == 0);
            if (!due)
                continue;
            test = Evaluate(observer);
            if (test.Accuracy >= plan.TargetAccuracy)
                return Result(TrainingEnd.TargetReached, test);
        }
        return Result(TrainingEnd.Completed, test);
    }

    private bool Step(ITrainingObserver? observer, CancellationToken cancellation, out StepReport report)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        report = default;
        program.Load(train, batches.Next());
        if (gradients is not null && !gradients.Compute(observer, cancellation))
            return false;
        double rate = plan.Rate.At(++step);
        double loss = gradients is null ? optimizer.Step(net.Tape, program.LossVar, rate) : program.Loss;
        recent[(step - 1) % recent.Length] = loss;
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException(step, loss, rate);
        double accuracy = program.Correct() / (double)plan.BatchSize;
        double norm = gradients is null ? double.NaN : Update(gradients, rate);
        long ticks = Stopwatch.GetTimestamp() - start;
        stepTicks += ticks;
        CountBytes(GC.GetAllocatedBytesForCurrentThread() - bytes);
        report = new(step, loss, accuracy, rate, norm, plan.BatchSize * (double)Stopwatch.Frequency / ticks);
        return true;
    }

    // The runtime also allocates when it compiles a method again, and charges the thread that happens to run. Such
    // bytes come once, while those of a step come in every step: the least of all stretches of ten steps is the steps'
    // own.
    private void CountBytes(long bytes)
    {
        allocated += bytes;
        if (step % WarmUp != 0)
            return;
        if (step > WarmUp)
            leastAllocated = Math.Min(leastAllocated, allocated);
        allocated = 0;
    }

    private double Update(Gradients<T> gradients, double rate)
    {
        double squares = 0;
        optimizer.Begin(rate);
        for (int i = 0; i < net.Parameters.Length; i++)
        {
            ReadOnlySpan<T> gradient = gradients.Of(i);
            if (plan.GradientNorm)
                squares += Reductions.SumOfSquares(gradient);
            optimizer.Update(i, net.Tape.Values(net.Parameters[i]), gradient, net.Tape.Threads);
        }
        return plan.GradientNorm ? Math.Sqrt(squares) : double.NaN;
    }

    private Evaluation Evaluate(ITrainingObserver? observer)
    {
        long start = Stopwatch.GetTimestamp();
        Evaluation test = evaluator.Run();
        evaluationTicks += Stopwatch.GetTimestamp() - start;
        observer?.OnEvaluation(step, test);
        return test;
    }

    private TrainingResult Result(TrainingEnd end, Evaluation? test)
    {
        int count = (int)Math.Min(step, recent.Length);
        double trainLoss = 0;
        for (int i = 0; i < count; i++)
            trainLoss += recent[i];
        double bytes = leastAllocated == long.MaxValue ? 0 : leastAllocated / (double)WarmUp;
        double second = Stopwatch.Frequency;
        return new(end, step, trainLoss / count, test, stepTicks / second, evaluationTicks / second, bytes);
    }

    private static void Check(TrainingPlan plan, DigitSet train)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(plan.Rate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.EvaluateEvery);
        if (plan.BatchSize > train.Count && !plan.Replacement)
        {
            throw new ArgumentException($"A batch of {plan.BatchSize} does not fit {train.Count} training images.",
                nameof(plan));
        }
        if (plan.Gradient == GradientSource.Numerical && typeof(T) != typeof(double))
        {
            throw new ArgumentException("Differences of losses in float keep two or three digits; "
                + "numerical gradients need double.", nameof(plan));
        }
    }
}

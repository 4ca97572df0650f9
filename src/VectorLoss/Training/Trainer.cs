using System.Diagnostics;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>
/// Trains a net through the tape: batch, forward, backward, update. The same plan, data, net and optimiser give
/// the same bits for any number of threads and any register width. After the first steps a step allocates nothing.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Trainer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Mlp<T> net;
    private readonly Optimizer<T> optimizer;
    private readonly Dataset train;
    private readonly TrainingPlan plan;
    private readonly NetProgram<T> program;
    private readonly Evaluations<T> evaluations;
    // Null when nobody looks at gradients: the optimiser need not keep them then.
    private readonly Gradients<T>? gradients;
    private readonly MiniBatches batches;
    private readonly Snapshots<T> snapshots;
    private readonly StepRecord record = new();
    private long step;
    private ulong? dataHash;

    /// <summary>
    /// Records a training step on the net's tape, which holds nothing but the net; nothing is computed.
    /// </summary>
    /// <param name="net">The net, initialised.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="optimizer">How parameters move.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="test">What evaluations look at: where <see cref="TrainingPlan.Patience"/> chooses by them, other
    /// samples than those that tell in the end how good the net is.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="exchange">The processes that train together, each with an equal net, optimiser, data and plan:
    /// every one computes its part of the shards of each batch. Null to train alone.</param>
    /// <exception cref="ArgumentException">The data does not fit the layers, the plan does not fit the data, or the
    /// number of processes does not divide that of shards.</exception>
    public Trainer(Mlp<T> net, NetLoss loss, Optimizer<T> optimizer, Dataset train, Dataset test,
        TrainingPlan plan, IGradientExchange<T>? exchange = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        LayerFit.Require(net.Layers, loss, train, nameof(train));
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(plan);
        plan.Require<T>(train);
        (this.net, this.optimizer, this.train, this.plan) = (net, optimizer, train, plan);
        program = new(net, loss, plan.BatchSize / plan.Shards, plan.PartialBatches);
        evaluations = new(net, new(net, loss, test), optimizer.Stepper.Averages, plan.Patience is not null);
        gradients = Gradients<T>.For(net, program, plan, exchange, () => program.Load(train, batches!.Next()));
        batches = plan.Replacement
            ? MiniBatches.WithReplacement(train.Count, plan.BatchSize, plan.Seed)
            : MiniBatches.ShuffledEpochs(train.Count, plan.BatchSize, plan.Seed, plan.PartialBatches);
        (snapshots, optimizer.Stepper.MeasuresNorm) = (new(net, plan.SnapshotEvery), plan.GradientNorm);
    }

    /// <summary>Trains until the plan is done, the target is reached or the caller cancels.</summary>
    /// <param name="observer">Told about steps and evaluations, or null.</param>
    /// <param name="cancellation">Looked at between steps, and within a numerical gradient; cancelling is no
    /// error.</param>
    /// <exception cref="TrainingDivergedException">The loss became NaN or infinite; the parameters are the last copy
    /// with a finite loss, see <see cref="TrainingPlan.SnapshotEvery"/>, or those before that step.</exception>
    /// <exception cref="InvalidOperationException">Another process trains something else, or the schedule gives a rate
    /// that is NaN, infinite or negative.</exception>
    /// <remarks>With <see cref="TrainingPlan.Patience"/> the net has the best parameters at the end, unless the caller
    /// cancels.</remarks>
    public TrainingResult Run(ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        evaluations.Begin();
        gradients?.Compare(optimizer, plan, Facts, step, cancellation);
        TrainingEnd end = RunToEnd(observer, cancellation);
        if (end != TrainingEnd.Cancelled)
            evaluations.Finish();
        return new(end, step, record.MeanLoss(step), evaluations.Last, record.Seconds, evaluations.Seconds,
            record.BytesPerStep)
        { BestStep = evaluations.BestStep };
    }

    private TrainingEnd RunToEnd(ITrainingObserver? observer, CancellationToken cancellation)
    {
        while (true)
        {
            // Before the next step and not after the last one: a state may have been captured between the two.
            bool due = step == plan.Steps || (plan.EvaluateEvery > 0 && step % plan.EvaluateEvery == 0);
            if (step > 0 && due && evaluations.Step < step)
                evaluations.Run(step, observer);
            if (evaluations.Step == step && evaluations.Last?.Accuracy >= plan.TargetAccuracy)
                return TrainingEnd.TargetReached;
            if (step >= plan.Steps)
                return TrainingEnd.Completed;
            if (evaluations.Worse >= plan.Patience)
                return TrainingEnd.OutOfPatience;
            if ((gradients?.Stops(cancellation) ?? cancellation.IsCancellationRequested)
                || !Step(observer, cancellation, out StepReport report))
                return TrainingEnd.Cancelled;
            observer?.OnStep(report);
        }
    }

    /// <summary>
    /// A copy of all that the next steps depend on, between two steps: before or after <see cref="Run"/>, or in a call
    /// of its observer after a step or an evaluation.
    /// </summary>
    /// <param name="old">A state that nobody needs any more, whose memory is used again; or null.</param>
    public TrainingState<T> Capture(TrainingState<T>? old = null)
    {
        using ParameterAverages<T>.Hidden hidden = optimizer.Stepper.Averages.Hide(net.Tape);
        return new(net.Layers.ToArray(), net.Hidden, Parameters.Copy(net, old?.Parameters),
            optimizer.Stepper.Capture(old?.Optimizer))
        {
            Step = step,
            EvaluatedStep = evaluations.Step,
            Test = evaluations.Last,
            Batches = batches.State,
            Facts = Facts,
            RecentLosses = [.. record.Recent],
            Evaluations = evaluations.Losses.ToArray(),
            Best = evaluations.CaptureBest(),
            Memory = old?.Memory ?? [],
        };
    }

    /// <summary>Goes on from a state that a trainer with the same net, optimiser, data and plan captured.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">It does not fit, see <see cref="Problem"/>.</exception>
    public void Restore(TrainingState<T> state)
    {
        if (Problem(state) is { } problem)
            throw new ArgumentException($"The state does not fit: {problem}.", nameof(state));
        Parameters.Restore(net, state.Parameters);
        optimizer.Stepper.Restore(state.Optimizer);
        batches.State = state.Batches;
        state.RecentLosses.CopyTo(record.Recent);
        step = state.Step;
        snapshots.Forget();
        evaluations.Restore(state);
        // An evaluation may come first, and it is recorded behind a program that was run.
        program.Forward();
    }

    /// <summary>Why a state does not fit this trainer, as one clause for a message; null if it does.</summary>
    /// <param name="state">The state.</param>
    /// <remarks>Layers, activation, kind of optimiser, training data and the way of drawing batches must be the same;
    /// the rest of the plan, the loss and the options of the optimiser may change.</remarks>
    public string? Problem(TrainingState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Difference(net, optimizer, Facts);
    }

    private BatchFacts Facts
        => new(train.Count, dataHash ??= train.Fingerprint, plan.BatchSize, plan.Sampling, plan.Shards);

    private bool Step(ITrainingObserver? observer, CancellationToken cancellation, out StepReport report)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        double rate = plan.RateOf(step + 1, evaluations.Losses);
        (report, BatchState before) = (default, batches.State);
        if (gradients is { } given)
            given.Load(train, batches.Next());
        else
            program.Load(train, batches.Next());
        snapshots.Offer(step);
        if (gradients is not null && !gradients.Compute(observer, cancellation))
        {
            batches.State = before;
            return false;
        }
        step++;
        double loss = gradients is null ? optimizer.Step(net.Tape, program.LossVar, rate) : gradients.Loss;
        record.Add(step, loss);
        if (!double.IsFinite(loss))
        {
            snapshots.Restore();
            throw new TrainingDivergedException(step, loss, rate, snapshots.GoodStep);
        }
        snapshots.Accept();
        int samples = gradients?.Samples ?? program.Samples;
        double accuracy = train.HasLabels ? (gradients?.Correct ?? program.Correct()) / (double)samples : double.NaN;
        if (gradients is not null)
            optimizer.Stepper.Apply(net.Tape, new(net.Tape, gradients), loss, rate);
        long ticks = Stopwatch.GetTimestamp() - start;
        record.AddCosts(ticks, GC.GetAllocatedBytesForCurrentThread() - bytes);
        report = new(step, loss, accuracy, rate, optimizer.GradientNorm,
            (double)samples * plan.Accumulate * Stopwatch.Frequency / ticks);
        return true;
    }
}

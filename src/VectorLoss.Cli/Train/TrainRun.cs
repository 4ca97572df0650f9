using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Cli.TensorBoard;
using VectorLoss.Mpi;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>One training run, and everything that it leaves behind.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="plan">How long training goes on.</param>
/// <param name="outputs">The files, checked.</param>
/// <param name="ranks">The processes that train together.</param>
internal sealed class TrainRun<T>(TrainSettings settings, TrainingPlan plan, TrainOutputs outputs, Ranks ranks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Terminal terminal = ranks.Terminal;
    private readonly List<string> warnings = [];
    private readonly string dataset = DatasetName.Of(settings.Table?.File ?? settings.Data);
    private IReadOnlyList<(string, string)> notes = [];
    private bool isDrawing;

    /// <summary>Trains, saves, and shows the summary.</summary>
    /// <returns>The exit code.</returns>
    public int Run(TrainTask task, Spent spent, CancellationToken stop)
    {
        notes = [("loss", settings.Loss), ("output", settings.Output.ToString()), ("dataset", dataset), .. task.Notes];
        Mlp<T> net = new(new Tape<T>(settings.Threads), settings.Layers, settings.Activation);
        net.Initialize(settings.Start, settings.Seed);
        Optimizer<T> optimizer = settings.NewOptimizer<T>();
        Trainer<T> trainer = new(net, task.Loss, optimizer, task.Train, task.Watched, plan,
            ranks.World is { } world ? new MpiGradientExchange<T>(world) : null);
        // All have read the state before the first one writes another.
        TrainingState<T>? begun = ranks.Agree(() => settings.Resume is { } file ? Resume(trainer, file) : null);
        using Watchman? watchman = Watch();
        using MetricsFile? metrics = outputs.Metrics is { } log
            ? new(log, Warn, task.Watches, begun?.Step ?? 0, begun?.EvaluatedStep ?? 0) : null;
        using EventFile? events = outputs.TensorBoard is { } directory
            ? new(directory, task.Watches, begun?.Step ?? 0, Warn) : null;
        using Checkpoints<T>? checkpoints = settings.SaveEvery is { } every
            ? new(trainer, every, outputs.Save!, [.. notes, (TrainWords.Key, TrainWords.ToJson(settings))], metrics,
                Warn) : null;
        TrainRecorder<T>? recorder = outputs.Report is null ? null : new(net, plan);
        TrainObservers<T> observers = new(metrics, events, new(plan, begun?.Step ?? 0, task.Watches), recorder,
            checkpoints);
        try
        {
            TrainingResult result = Train(trainer, observers, stop);
            TrainSummary summary = new(settings, dataset, result, net.ParameterCount,
                spent with { Total = ProcessAge.Seconds })
            {
                ResumedAfter = begun?.Step ?? 0,
                Skipped = optimizer.SkippedSteps,
                Task = task,
                Test = Tested(task, net, result),
                Scores = result.End == TrainingEnd.Cancelled ? [] : task.Score(net),
            };
            Save(result, checkpoints, net, summary);
            events?.Dispose();
            return Report(summary, metrics, recorder, task, isLost: events?.Failed == true);
        }
        catch (TrainingDivergedException problem)
        {
            checkpoints?.Dispose();
            metrics?.End(problem);
            TrainingResult none = new(TrainingEnd.Cancelled, problem.Step, problem.Loss, null, 0, 0, 0);
            TryReport(recorder, new(settings, dataset, none, net.ParameterCount, spent)
            {
                ResumedAfter = begun?.Step ?? 0,
                Problem = problem,
            }, task);
            return Diverged(problem, net);
        }
    }

    private static Evaluation? Tested(TrainTask task, Mlp<T> net, TrainingResult result)
        => task.Test == task.Watched ? result.Test
            : task.Test is null || result.End == TrainingEnd.Cancelled ? null
            : new Evaluator<T>(net, task.Loss, task.Test).Run();

    private Watchman? Watch() => ranks.Size == 1 || !ranks.IsFirst ? null : Watchman.Start(
        $"one of the {ranks.Size} processes has ended, and so all" + (settings.SaveEvery is null ? ""
            : $"; --resume {outputs.Save!.Path} goes on from the last state that was saved, if one was"));

    private int Report(TrainSummary summary, MetricsFile? metrics, TrainRecorder<T>? recorder, TrainTask task,
        bool isLost)
    {
        metrics?.End(summary);
        bool isReported = TryReport(recorder, summary, task), isLogged = metrics?.Failed != true;
        NamedFile?[] written = [outputs.Save, isReported ? outputs.Report : null, isLogged ? outputs.Metrics : null,
            isLost ? null : outputs.TensorBoard];
        summary = summary with { Saved = [.. written.OfType<NamedFile>().Select(file => file.Path)] };
        terminal.Out.Write(settings.Json ? summary.ToJson() + "\n" : summary.ToText(terminal.Columns));
        return Exit(summary.Result, isReported && isLogged && !isLost);
    }

    private static TrainingState<T> Resume(Trainer<T> trainer, string file)
    {
        TrainingState<T> state = TrainingState<T>.Load(file);
        if (trainer.Problem(state) is { } problem)
            throw new UserError($"--resume {file}: {problem}");
        trainer.Restore(state);
        return state;
    }

    private TrainingResult Train(Trainer<T> trainer, TrainObservers<T> observers, CancellationToken stop)
    {
        TrainingProgress progress = observers.Progress;
        try
        {
            isDrawing = terminal.Watched;
            using IDisposable display = terminal.Watched
                ? new LiveProgress(terminal, plan, progress)
                : new WorkProgress(terminal,
                    () => progress.Text(wide: true) is { } text ? new(text, double.NaN) : null);
            return trainer.Run(observers, stop);
        }
        finally
        {
            lock (warnings)
            {
                isDrawing = false;
                foreach (string warning in warnings)
                    terminal.Warn(warning);
            }
        }
    }

    // A line in the middle of a bar that is redrawn would be overwritten. Files are written by other threads.
    private void Warn(string message)
    {
        lock (warnings)
        {
            if (isDrawing)
                warnings.Add(message);
            else
                terminal.Warn(message);
        }
    }

    private void Save(TrainingResult result, Checkpoints<T>? checkpoints, Mlp<T> net, TrainSummary summary)
    {
        if (outputs.Save is not { } file)
            return;
        if (result.End == TrainingEnd.Cancelled && checkpoints is not null)
        {
            checkpoints.Save();
            return;
        }
        checkpoints?.Dispose();
        Files.Save(file, path => StoredModel.Save(path, net, [.. notes, ("summary", summary.FactsToJson())]));
    }

    // Its last good parameters are worth more than nothing: the net may have learned for hours.
    private int Diverged(TrainingDivergedException problem, Mlp<T> net)
    {
        string saved = "";
        if (outputs.Save is { } file)
        {
            bool isGood = problem.GoodStep > 0;
            if (isGood)
                Files.Save(file, path => StoredModel.Save(path, net, [.. notes]));
            saved = isGood ? $"; this net was saved to {file.Path}" : "; it has learned nothing and was not saved";
        }
        string message = $"{problem.Message} (--lr, --warmup, --init){saved}";
        terminal.Error.WriteLine($"vectorloss: {Printable.Message(message)}");
        return ExitCode.GoalMissed;
    }

    private bool TryReport(TrainRecorder<T>? recorder, TrainSummary summary, TrainTask task) => Files.Attempt(
        () => recorder?.Save(outputs.Report!, Printable.Message(settings.CommandLine), summary, task), Warn);

    private int Exit(TrainingResult result, bool isWhole)
    {
        if (result.End == TrainingEnd.Cancelled)
        {
            string what = settings.SaveEvery is null ? "the net was" : "the net and the state of its training were";
            string saved = outputs.Save is { } file ? $"; {what} saved to {file.Path}" : "";
            string steps = $"interrupted after {result.Steps:D} of {Plural.Of(plan.Steps, "step")}{saved}";
            terminal.Error.WriteLine($"vectorloss: {Printable.Message(steps)}");
            return ExitCode.Interrupted;
        }
        if (!isWhole)
            return ExitCode.OutputLost;
        return settings.TargetAccuracy is not null && result.End != TrainingEnd.TargetReached
            ? ExitCode.GoalMissed : ExitCode.Done;
    }
}

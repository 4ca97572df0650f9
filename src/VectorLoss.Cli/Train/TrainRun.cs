using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>One training run, and everything that it leaves behind.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="plan">How long training goes on.</param>
/// <param name="outputs">The files, checked.</param>
/// <param name="terminal">Where the summary goes.</param>
internal sealed class TrainRun<T>(TrainSettings settings, TrainingPlan plan, TrainOutputs outputs, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<string> warnings = [];
    private bool isDrawing;

    /// <summary>Trains, saves, and shows the summary.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ClassifierLoss loss, DigitSet train, DigitSet test, Spent spent, CancellationToken stop)
    {
        using MetricsFile? metrics = outputs.Metrics is { } log ? new(log, Warn) : null;
        Mlp<T> net = new(new Tape<T>(settings.Threads), settings.Layers, settings.Activation);
        net.Initialize(settings.Start, settings.Seed);
        Trainer<T> trainer = new(net, loss, settings.NewOptimizer<T>(), train, test, plan);
        TrainRecorder<T>? recorder = outputs.Report is null ? null : new(net, plan);
        TrainingResult result = Train(trainer, new(metrics, new(plan), recorder), stop);
        TrainSummary summary = new(settings, DatasetName.Of(settings.Data), result, net.ParameterCount,
            spent with { Total = ProcessAge.Seconds });
        if (outputs.Save is { } file)
            Save(file, net, summary);
        metrics?.End(summary);
        bool isReported = recorder is null || TryReport(recorder, summary, test);
        terminal.Out.Write(settings.Json ? summary.ToJson() + "\n" : summary.ToText(terminal.Columns));
        return Exit(result, isReported && metrics?.Failed != true);
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
            isDrawing = false;
            foreach (string warning in warnings)
                terminal.Warn(warning);
        }
    }

    // A line in the middle of a bar that is redrawn would be overwritten.
    private void Warn(string message)
    {
        if (isDrawing)
            warnings.Add(message);
        else
            terminal.Warn(message);
    }

    private static void Save(NamedFile file, Mlp<T> net, TrainSummary summary) => Files.Save(file, path
        => StoredModel.Save(path, net, ("loss", summary.Settings.Loss), ("output", summary.Settings.Output.ToString()),
            ("dataset", summary.Dataset), ("summary", summary.FactsToJson())));

    // The net is saved and the summary is still to be shown: a page that is lost must not take them along.
    private bool TryReport(TrainRecorder<T> recorder, TrainSummary summary, DigitSet test)
    {
        try
        {
            recorder.Save(outputs.Report!, Printable.Message(settings.CommandLine), summary, test);
            return true;
        }
        catch (UserError problem)
        {
            Warn(problem.Message);
            return false;
        }
    }

    private int Exit(TrainingResult result, bool isWhole)
    {
        if (result.End == TrainingEnd.Cancelled)
        {
            string saved = outputs.Save is { } file ? $"; the net was saved to {file.Path}" : "";
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

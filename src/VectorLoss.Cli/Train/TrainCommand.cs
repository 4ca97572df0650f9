using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss train</c>: learns a digit classifier.</summary>
internal static class TrainCommand
{
    private const long LargestMatrix = 1 << 27;

    public static Command Create(Terminal terminal)
    {
        Command command = new("train", "Train a digit classifier, on the embedded digits or on MNIST, in seconds.");
        TrainOptions options = new();
        options.AddTo(command);
        command.SetAction(parsed => Run(
            options.Read(parsed) with { Words = [.. parsed.Tokens.Select(token => token.Value)] }, terminal));
        return command;
    }

    private static int Run(TrainSettings settings, Terminal terminal)
    {
        double start = ProcessAge.Seconds;
        using Interrupt interrupt = new(terminal);
        ClassifierLoss loss = LossNames.Find(settings.Loss, settings.Output);
        if (settings.Save is { } path)
            Files.RequireWritable(path, "--save");
        if (settings.Report is { } page)
            Files.RequireWritable(page, "--report");
        using MetricsFile? metrics = settings.Metrics is { } file ? new(file) : null;
        Stopwatch watch = Stopwatch.StartNew();
        Task<(DigitSet, DigitSet)> loading = Task.Run(() => settings.Data is { } directory
            ? DigitSet.Load(directory) : EmbeddedDigits.Load());
        Rehearsal.Run(settings, loss);
        (DigitSet train, DigitSet test) = loading.GetAwaiter().GetResult();
        CheckFit(settings, train);
        Spent spent = new(start, watch.Elapsed.TotalSeconds);
        return settings.IsDouble
            ? Run<double>(settings, loss, train, test, spent, metrics, terminal, interrupt.Token)
            : Run<float>(settings, loss, train, test, spent, metrics, terminal, interrupt.Token);
    }

    private static int Run<T>(
        TrainSettings settings, ClassifierLoss loss, DigitSet train, DigitSet test, Spent spent, MetricsFile? metrics,
        Terminal terminal, CancellationToken stop) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrainingPlan plan = Plan(settings, train.Count);
        Mlp<T> net = new(new Tape<T>(settings.Threads), settings.Layers, settings.Activation);
        net.Initialize(settings.Start, settings.Seed);
        Trainer<T> trainer = new(net, loss, settings.NewOptimizer<T>(), train, test, plan);
        if (terminal.Watched && settings.Gradient == GradientSource.Numerical)
            terminal.Error.WriteLine($"Numerical gradients take {2 * net.ParameterCount:N0} passes a step; "
                + "--gradient backprop takes one forward and one backward.");
        TrainRecorder<T>? recorder = settings.Report is null ? null : new(net, plan);
        TrainingResult result;
        using (LiveProgress? live = terminal.Watched ? new(terminal, plan) : null)
            result = trainer.Run(new Observers(metrics, live, recorder), stop);
        string dataset = settings.Data is { } directory
            ? Path.GetFileName(Path.GetFullPath(directory).TrimEnd('/', '\\')) : EmbeddedDigits.Name;
        TrainSummary summary = new(settings, dataset, result, net.ParameterCount,
            spent with { Total = ProcessAge.Seconds });
        metrics?.End(summary);
        if (settings.Save is { } path)
            Save(path, net, summary);
        recorder?.Save(settings.Report!, settings.CommandLine, summary, test);
        terminal.Out.Write(settings.Json ? summary.ToJson() + "\n" : summary.ToText());
        if (result.End == TrainingEnd.Cancelled)
        {
            string saved = settings.Save is { } file ? $"; the net was saved to {file}" : "";
            terminal.Error.WriteLine($"vectorloss: interrupted after {result.Steps} of {plan.Steps} steps{saved}");
            return ExitCode.Interrupted;
        }
        return settings.TargetAccuracy is not null && result.End != TrainingEnd.TargetReached
            ? ExitCode.GoalMissed : ExitCode.Done;
    }

    private static TrainingPlan Plan(TrainSettings settings, int images)
    {
        if (settings.Batch > images && !settings.Replacement)
            throw new UserError($"--batch {settings.Batch} does not fit {images} training images "
                + "(see --sampling replacement)");
        long steps = settings.StepsWith(images);
        return new()
        {
            Steps = steps,
            BatchSize = settings.Batch,
            Rate = settings.Rates(steps),
            Seed = settings.Seed,
            Replacement = settings.Replacement,
            Gradient = settings.Gradient,
            EvaluateEvery = settings.EvalEvery ?? (settings.TargetAccuracy is null
                ? Math.Max(1, images / settings.Batch) : 100),
            TargetAccuracy = settings.TargetAccuracy,
            GradientNorm = settings.Metrics is not null,
        };
    }

    private static void CheckFit(TrainSettings settings, DigitSet data)
    {
        if (LayerFit.Problem(settings.Layers, data) is { } problem)
            throw new UserError($"--layers {settings.LayersText}: {problem}");
        if (settings.LargestMatrix > LargestMatrix)
            throw new UserError($"--layers {settings.LayersText} with --batch {settings.Batch}: "
                + $"a matrix would have more than {LargestMatrix} elements");
    }

    private static void Save<T>(string path, Mlp<T> net, TrainSummary summary)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => StoredModel.Save(path, net,
            ("loss", summary.Settings.Loss), ("output", summary.Settings.Output.ToString()),
                ("dataset", summary.Dataset),
            ("summary", summary.ToJson()));

    /// <summary>Passes everything on to those that are there.</summary>
    private sealed class Observers(MetricsFile? metrics, LiveProgress? live, ITrainingObserver? recorder)
        : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            metrics?.OnStep(report);
            live?.OnStep(report);
            recorder?.OnStep(report);
        }

        public void OnEvaluation(long step, Evaluation evaluation)
        {
            metrics?.OnEvaluation(step, evaluation);
            live?.OnEvaluation(step, evaluation);
            recorder?.OnEvaluation(step, evaluation);
        }
    }
}

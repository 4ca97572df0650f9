using System.CommandLine;
using System.Diagnostics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss train</c>: learns a digit classifier.</summary>
internal static class TrainCommand
{
    private const long LargestMatrix = 1 << 27;

    // What a run that diverges can lose of its good steps.
    private const long MostBetweenSnapshots = 100;

    public static Command Create(Terminal terminal)
    {
        Command command = new("train", "Train a digit classifier, on the embedded digits or on MNIST, in seconds.");
        TrainOptions options = new();
        options.AddTo(command);
        command.SetAction(parsed => Ranks.Run(terminal, ranks => Run(ranks, ranks.Agree(() =>
        {
            TrainSettings settings = parsed.GetValue(options.Resume) is null
                ? options.Read(parsed) : TrainWords.Resume(parsed, options);
            if (settings.SaveEvery is not null && settings.Save is null)
                throw new UserError("--save-every has no effect without --save");
            ShardFit.Require(settings, ranks.Size);
            settings = settings with
            {
                Words = [.. parsed.Tokens.Select(token => token.Value)],
                Processes = ranks.Size,
            };
            return ranks.IsFirst ? settings
                : settings with { Save = null, SaveEvery = null, Metrics = null, Report = null };
        }))));
        return command;
    }

    private static int Run(Ranks ranks, TrainSettings settings)
    {
        double start = ProcessAge.Seconds;
        using Interrupt interrupt = new(ranks.Terminal);
        (ClassifierLoss loss, TrainOutputs outputs, DigitSet train, DigitSet test, TrainingPlan plan, Spent spent)
            = ranks.Agree(() => Prepare(settings, start));
        return settings.IsDouble
            ? new TrainRun<double>(settings, plan, outputs, ranks).Run(loss, train, test, spent, interrupt.Token)
            : new TrainRun<float>(settings, plan, outputs, ranks).Run(loss, train, test, spent, interrupt.Token);
    }

    private static (ClassifierLoss, TrainOutputs, DigitSet, DigitSet, TrainingPlan, Spent) Prepare(
        TrainSettings settings, double start)
    {
        ClassifierLoss loss = LossNames.Find(settings.Loss, settings.Output);
        TrainOutputs outputs = new(settings);
        outputs.Check();
        Stopwatch watch = Stopwatch.StartNew();
        Task<(DigitSet, DigitSet)> loading = Task.Run(() => settings.Data is { } directory
            ? DigitSet.Load(directory) : EmbeddedDigits.Load());
        Rehearsal.Run(settings, loss);
        (DigitSet train, DigitSet test) = loading.GetAwaiter().GetResult();
        CheckFit(settings, train);
        Spent spent = new(start, watch.Elapsed.TotalSeconds);
        return (loss, outputs, train, test, Plan(settings, train.Count), spent);
    }

    private static TrainingPlan Plan(TrainSettings settings, int images)
    {
        if (settings.Batch > images && !settings.Replacement)
        {
            throw new UserError($"--batch {settings.Batch} does not fit {Plural.Of(images, "training image")} "
                + "(see --sampling replacement)");
        }
        long steps = settings.StepsWith(images);
        if (settings.Schedule.WarmUp >= steps)
        {
            throw new UserError($"--warmup {settings.Schedule.WarmUp} does not end within {Plural.Of(steps, "step")}: "
                + "the learning rate would never be reached");
        }
        return new()
        {
            Steps = steps,
            BatchSize = settings.Batch,
            Accumulate = settings.Update.Accumulate,
            Shards = settings.Shards,
            Rate = settings.Rates(steps),
            Seed = settings.Seed,
            Replacement = settings.Replacement,
            Gradient = settings.Gradient,
            EvaluateEvery = settings.EvalEvery ?? (settings.TargetAccuracy is null
                ? Math.Max(1, images / settings.Batch) : 100),
            TargetAccuracy = settings.TargetAccuracy,
            GradientNorm = settings.Metrics is not null,
            SnapshotEvery = Math.Min(settings.SaveEvery ?? long.MaxValue, MostBetweenSnapshots),
        };
    }

    private static void CheckFit(TrainSettings settings, DigitSet data)
    {
        if (LayerFit.Problem(settings.Layers, data) is { } problem)
            throw new UserError($"--layers {settings.LayersText}: {problem}");
        if (settings.LargestMatrix > LargestMatrix)
        {
            throw new UserError($"--layers {settings.LayersText} with --batch {settings.Batch}: "
                + $"a matrix would have more than {LargestMatrix} elements");
        }
    }
}

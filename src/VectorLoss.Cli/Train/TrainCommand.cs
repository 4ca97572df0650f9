using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss train</c>: learns images or a table of the user.</summary>
internal static class TrainCommand
{
    private const long LargestMatrix = 1 << 27;

    // What a run that diverges can lose of its good steps.
    private const long MostBetweenSnapshots = 100;

    // What a table gets where nothing is said: its rows are few.
    private const int UsualRows = 32;

    public static Command Create(Terminal terminal)
    {
        Command command = new("train",
            "Train a net: a digit classifier, on the embedded digits or on MNIST, in seconds, or one for your table.");
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
                : settings with { Save = null, SaveEvery = null, Metrics = null, Report = null, TensorBoard = null };
        }))));
        return command;
    }

    private static int Run(Ranks ranks, TrainSettings settings)
        => settings.IsDouble ? Run<double>(ranks, settings) : Run<float>(ranks, settings);

    private static int Run<T>(Ranks ranks, TrainSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double start = ProcessAge.Seconds;
        using Interrupt interrupt = new(ranks.Terminal);
        (TrainRun<T> run, TrainTask task, Spent spent) = ranks.Agree(() => Prepare<T>(settings, ranks, start));
        return run.Run(task, spent, interrupt.Token);
    }

    private static (TrainRun<T>, TrainTask, Spent) Prepare<T>(TrainSettings settings, Ranks ranks, double start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassifierLoss? images = settings.Table is null ? LossNames.Find(settings.Loss, settings.Output) : null;
        if (images is not null)
            OutputFit.Require(settings.Loss, settings.Output, areClasses: true);
        TrainOutputs outputs = new(settings);
        outputs.Check();
        Stopwatch watch = Stopwatch.StartNew();
        TrainTask task = images is not null ? LoadImages(settings, images) : LoadTable<T>(ref settings, ranks.Terminal);
        settings = settings.For(task.Train, task.Loss.OutputsFor(task.Train));
        CheckFit(settings, task);
        Spent spent = new(start, watch.Elapsed.TotalSeconds);
        TrainingPlan plan = Plan(settings, task);
        return (new(settings, plan, outputs, ranks), task, spent);
    }

    private static DigitTask LoadImages(TrainSettings settings, ClassifierLoss loss)
    {
        Task<(DigitSet, DigitSet)> loading = Task.Run(() => settings.Data is { } directory
            ? DigitSet.Load(directory) : EmbeddedDigits.Load());
        Rehearsal.Run(settings, loss);
        (DigitSet train, DigitSet test) = loading.GetAwaiter().GetResult();
        return DigitTask.Of(loss, train, test, settings);
    }

    private static TableTask LoadTable<T>(ref TrainSettings settings, Terminal terminal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TableData data = TableData.Load(settings);
        if (data.Watches == "test" && settings.ChoosesByEvaluations)
        {
            throw new UserError("--validation leaves no row to choose by, and the test rows would no longer be new to "
                + $"the net ({(settings.Patience is null ? "--schedule plateau" : "--patience")})");
        }
        foreach (string doubt in data.Doubts)
            terminal.Warn(doubt);
        (Dataset train, Dataset watched, Dataset? test) = data.Sets<T>(terminal.Warn);
        settings = settings with
        {
            NamedLoss = data.Loss.Name,
            Update = settings.Update with { OfNumbers = data.Loss.Kind == TargetKind.Numbers },
            Batch = settings.HasBatch ? settings.Batch
                : ShardFit.Rows(Math.Min(UsualRows, train.Count), settings.Shards),
        };
        return new(data, test) { Loss = data.Loss.Loss, Train = train, Watched = watched };
    }

    private static TrainingPlan Plan(TrainSettings settings, TrainTask task)
    {
        int samples = task.Train.Count;
        if (settings.Batch > samples && !settings.Replacement)
        {
            throw new UserError($"--batch {settings.Batch} does not fit "
                + $"{Plural.Of(samples, $"training {task.Sample}")} (see --sampling replacement)");
        }
        long steps = settings.StepsWith(samples);
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
            PartialBatches = settings.PartialBatches,
            Gradient = settings.Gradient,
            EvaluateEvery = settings.EvalEvery ?? (settings.TargetAccuracy is null ? settings.StepsIn(samples) : 100),
            Patience = settings.Patience,
            TargetAccuracy = settings.TargetAccuracy,
            // It is also what keeps gradients on the tape, whose layers the page shows.
            GradientNorm = settings.Metrics is not null || settings.Report is not null,
            SnapshotEvery = Math.Min(settings.SaveEvery ?? long.MaxValue, MostBetweenSnapshots),
        };
    }

    private static void CheckFit(TrainSettings settings, TrainTask task)
    {
        if (LayerFit.Problem(settings.Layers, task.Loss, task.Train) is { } problem)
            throw new UserError((settings.HasLayers ? $"--layers {settings.LayersText}: " : $"--loss {settings.Loss}: ")
                + problem);
        if (settings.LargestMatrix > LargestMatrix)
        {
            throw new UserError($"--layers {settings.LayersText} with --batch {settings.Batch}: "
                + $"a matrix would have more than {LargestMatrix} elements");
        }
    }
}

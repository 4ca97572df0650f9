using System.Globalization;
using VectorLoss.Batches;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Everything that a training run depends on: a preset, with what the command line replaces in it.</summary>
internal sealed record TrainSettings
{
    public string Preset { get; init; } = "default";
    public string? Data { get; init; }
    public int[] Layers { get; init; } = [784, 128, 10];

    /// <summary>Whether the layers were named; if not, the first and the last one follow the data.</summary>
    public bool HasLayers { get; init; }

    public Activation Activation { get; init; } = Activation.Relu;
    public Initializer? Init { get; init; }
    /// <summary>The loss that was named, or null: what suits the data.</summary>
    public string? NamedLoss { get; init; }
    public string Loss => NamedLoss ?? LossNames.Default;
    public OutputLayer Output { get; init; } = OutputLayer.Auto;
    public UpdateSettings Update { get; init; } = new();
    public ScheduleSettings Schedule { get; init; } = new();
    public int Batch { get; init; } = 100;

    /// <summary>Whether the size of a batch was named.</summary>
    public bool HasBatch { get; init; }

    public int Shards { get; init; } = 1;
    public long? Epochs { get; init; }
    public long Steps { get; init; } = 6000;
    public long? EvalEvery { get; init; }
    public long? Patience { get; init; }

    /// <summary>The share of the samples that is held out for evaluations to look at.</summary>
    public double Validation { get; init; }

    /// <summary>Whether what evaluations find decides the result.</summary>
    public bool ChoosesByEvaluations => Patience is not null || Schedule.Name == "plateau";

    /// <summary>A table in place of images, or null.</summary>
    public TableSettings? Table { get; init; }
    public double? TargetAccuracy { get; init; }
    public bool Replacement { get; init; }
    public GradientSource Gradient { get; init; }
    public bool IsDouble { get; init; }
    public int Threads { get; init; } = Ranks.Threads;
    public int Processes { get; init; } = 1;
    public ulong Seed { get; init; } = 1;
    public string? Metrics { get; init; }
    public string? Save { get; init; }
    public long? SaveEvery { get; init; }
    public string? Resume { get; init; }
    public string? Report { get; init; }
    public string? TensorBoard { get; init; }

    /// <summary>The words of the command line, so that a report can say how to repeat the run.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The command line, quoted where a shell would take a word apart.</summary>
    public string CommandLine
        => "vectorloss " + string.Join(' ', Words.Select(word => word.Contains(' ') ? $"\"{word}\"" : word));

    public bool Json { get; init; }

    /// <summary>As given, else by the activation.</summary>
    public Initializer Start => Init ?? Initializer.For(Activation);

    public string ActivationName => Activation.ToString().ToLowerInvariant();

    public string LayersText => string.Join(',', Layers);

    /// <summary>The two presets by name.</summary>
    public static TrainSettings Named(string preset) => preset == "book"
        // K. Saito, Deep Learning from Scratch, chapter 4: the two-layer net and its training loop.
        ? new()
        {
            Preset = "book",
            Layers = [784, 50, 10],
            Activation = Activation.Sigmoid,
            Init = Initializer.Normal(0.01),
            Update = new() { Name = "sgd" },
            Schedule = new() { Name = "constant" },
            Steps = 10_000,
            Replacement = true,
        }
        : new();

    /// <summary>
    /// How many numbers the largest matrix of a step has: weights, or what a layer takes or gives for a batch.
    /// </summary>
    public long LargestMatrix
    {
        get
        {
            // Loops, because LINQ over numbers is compiled anew in every process.
            long largest = (long)Batch * Layers[0];
            for (int i = 1; i < Layers.Length; i++)
                largest = Math.Max(largest, (long)Math.Max(Batch, Layers[i - 1]) * Layers[i]);
            return largest;
        }
    }

    public LearningRate Rates(long steps) => Schedule.Rates(Update.Rate, steps);

    public Optimizer<T> NewOptimizer<T>() where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => Update.Make<T>(Layers.Length - 1);

    /// <summary>Whether the rest of an epoch makes a smaller batch: rows of a table are few, images are many.</summary>
    public bool PartialBatches => Table is not null && !Replacement;

    /// <summary>Steps of an epoch; at least one.</summary>
    public long StepsIn(int samples) => Math.Max(1, BatchesIn(samples) / Update.Accumulate);

    /// <summary>Steps to do with so many samples: as given, or as many as show the epochs.</summary>
    public long StepsWith(int samples) => Epochs is { } epochs
        ? ((epochs * BatchesIn(samples)) + Update.Accumulate - 1) / Update.Accumulate : Steps;

    /// <summary>The settings with what follows the data where nothing was named.</summary>
    /// <param name="data">The training samples.</param>
    /// <param name="outputs">What the loss needs.</param>
    public TrainSettings For(Dataset data, int outputs) => this with
    {
        Layers = HasLayers ? Layers : [data.Inputs, .. Layers[1..^1], outputs],
    };

    private long BatchesIn(int samples)
        => PartialBatches ? (samples + Batch - 1) / Batch : Math.Max(1, samples / Batch);

    private string LayersOfNet => string.Join('-', Layers);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{LayersOfNet} {ActivationName}, {Loss}, {Update.Name}, learning rate {Update.Rate:G6} {Schedule.Name}");
}

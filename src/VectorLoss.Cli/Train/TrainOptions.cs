using System.CommandLine;
using VectorLoss.Batches;
using VectorLoss.Cli.Tables;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The options of <c>train</c>, in the order in which its help lists them.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> data = OptionTypes.Path("--data",
        "The four IDX files of a data set such as MNIST, .gz or not (default: digits that the program carries), or a "
            + "NumPy file: x and y of an .npz, where whole numbers in y are classes unless --loss says otherwise",
        "DIR|FILE");
    private readonly TableOptions table = new();
    private readonly Option<string?> preset = OptionTypes.Choice("--preset",
        "default: 784-128-10, ReLU, Adam. book: the textbook's 784-50-10, sigmoid, plain SGD. "
            + "Other options replace parts of it", "default", "book");
    private readonly Option<int[]?> layers = OptionTypes.Make<int[]?>("--layers",
        "Widths from input to output (default: one hidden layer, the others follow the data)", "784,128,10",
        TrainValues.Layers);
    private readonly Option<string?> activation = OptionTypes.Choice("--activation", "Activation of the hidden layers",
        "relu", "sigmoid", "tanh");
    private readonly Option<Initializer?> init = OptionTypes.Make<Initializer?>("--init",
        "Initial weights: he, glorot (also xavier), or N(0, S²) (default: he for relu, else glorot)",
            "he|glorot|normal:S", TrainValues.Init);
    private readonly Option<string?> loss = OptionTypes.Make<string?>("--loss",
        "What to minimise: softmax-cross-entropy (default), the textbook's cross-entropy-error, or a loss of the "
            + "catalogue such as mse, huber, hinge or categorical-focal; a wrong name lists all", "NAME",
        word => word.Length > 0 ? word : throw new FormatException("the name of a loss"));
    private readonly Option<string?> output = OptionTypes.Choice("--output",
        "What a pointwise loss looks at (default auto: what it is made for)", "auto", "linear", "sigmoid", "softmax",
        "exponential");
    private readonly UpdateOptions update = new();
    private readonly ScheduleOptions schedule = new();
    private readonly Option<long?> batch = OptionTypes.Whole("--batch",
        "Samples in a step (default 100, of a table 32)", 1, 1_000_000);
    private readonly Option<int?> shards = OptionTypes.Make<int?>("--shards",
        "Parts of equal size that a batch is cut into, added in a fixed tree: the result is that of any number of "
            + "processes which divides them, under mpiexec or alone (default 1)", "S", TrainValues.Shards);
    private readonly Option<long?> steps = OptionTypes.Whole("--steps", "Steps (default 6000; book 10000)", 1);
    private readonly Option<long?> epochs = OptionTypes.Whole("--epochs",
        "Passes over the data, in place of --steps", 1, 1_000_000);
    private readonly Option<string?> sampling = OptionTypes.Choice("--sampling",
        "Shuffled epochs (default), or every batch drawn with replacement (book)", "epochs", "replacement");
    private readonly Option<long?> evalEvery = OptionTypes.Whole("--eval-every",
        "Steps between two evaluations (default: an epoch, or 100 with a target)", 1);
    private readonly Option<long?> patience = OptionTypes.Whole("--patience",
        "Stop when so many evaluations in a row found no lower loss, and keep the net of the lowest", 1);
    private readonly Option<double?> validation = OptionTypes.Real("--validation",
        "Share of the training images, or of the rows of a table, that is held out to evaluate on (default 0.2 with "
            + "--patience or --schedule plateau, else 0)", "from 0 to below 1", x => x is >= 0 and < 1);
    private readonly Option<double?> target = OptionTypes.Real("--target-accuracy",
        "Stop once the test accuracy is reached; exit code 1 if it never is", "above 0, at most 1",
        x => x is > 0 and <= 1, x => x is > 1 and <= 100 ? $"did you mean {TrainValues.Part(x)}?" : null);
    private readonly Option<string?> gradient = OptionTypes.Choice("--gradient",
        "numerical: differences for every parameter, as textbooks begin; in double, for tiny nets", "backprop",
            "numerical");
    private readonly Option<string?> dtype = OptionTypes.Choice("--dtype", "Number type (default float)",
        "float", "double");
    private readonly Option<long?> threads = OptionTypes.Whole("--threads",
        "Threads; the result does not depend on it (default: all cores)", 1, 1024);
    private readonly Option<ulong?> seed = OptionTypes.Make<ulong?>("--seed",
        "Decides weights and batches; the same seed gives the same bits (default 1)", "N", TrainValues.Seed);
    private readonly Option<string?> metrics = OptionTypes.Path("--metrics",
        "Write every step and evaluation as a line of JSON", "FILE.jsonl");
    private readonly Option<string?> save = OptionTypes.Path("--save",
        "Write the net when training ends or is interrupted (safetensors)", "FILE");
    private readonly Option<long?> saveEvery = OptionTypes.Whole("--save-every",
        "Steps after which the file of --save gets net and state of the training, for --resume", 1);
    private readonly Option<string?> resume = OptionTypes.Path("--resume",
        "Go on from such a file, with the settings of its run, to the same bits; --save FILE is usual", "FILE");
    private readonly Option<string?> report = OptionTypes.Path("--report",
        "Write a page of curves, confusions and the worst digits when training ends", "FILE.html");
    private readonly Option<string?> tensorBoard = OptionTypes.Path("--tensorboard",
        "Write loss, rate and accuracy as an event file of TensorBoard into a directory", "DIR");
    private readonly Option<bool> json = new("--json") { Description = "Print the summary as one JSON object" };

    private Option[] All =>
    [
        data, .. table.All, preset, layers, activation, init, loss, output, .. update.All, .. schedule.All, batch,
        shards, steps, epochs, sampling, evalEvery, patience, validation, target, gradient, dtype, threads, seed,
        metrics, save, saveEvery, resume, report, tensorBoard, json,
    ];

    /// <summary><c>--resume</c>.</summary>
    public Option<string?> Resume => resume;

    /// <summary><c>--steps</c>, which excludes <see cref="Epochs"/>.</summary>
    public Option<long?> Steps => steps;

    /// <summary><c>--epochs</c>, which excludes <see cref="Steps"/>.</summary>
    public Option<long?> Epochs => epochs;

    /// <summary><c>--json</c>, the only option without a value.</summary>
    public Option<bool> Json => json;

    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(steps) is not null && result.GetResult(epochs) is not null)
                result.AddError("--steps and --epochs exclude each other");
        });
    }

    public TrainSettings Read(ParseResult parsed)
    {
        TrainSettings named = TrainSettings.Named(parsed.GetValue(preset) ?? "default");
        TrainSettings settings = named with
        {
            Data = parsed.GetValue(data),
            HasLayers = parsed.GetValue(layers) is { Length: > 0 },
            Patience = parsed.GetValue(patience),
            TensorBoard = parsed.GetValue(tensorBoard),
            Layers = parsed.GetValue(layers) is { Length: > 0 } given ? given : named.Layers,
            Activation = Enum.Parse<Activation>(parsed.GetValue(activation) ?? named.Activation.ToString(),
                ignoreCase: true),
            Init = parsed.GetValue(init) ?? named.Init,
            NamedLoss = parsed.GetValue(loss),
            Update = update.Read(parsed, named.Update),
            Schedule = schedule.Read(parsed, named.Schedule),
            Output = Enum.Parse<OutputLayer>(parsed.GetValue(output) ?? "auto", ignoreCase: true),
            TargetAccuracy = parsed.GetValue(target),
            Threads = (int)(parsed.GetValue(threads) ?? named.Threads),
            Seed = parsed.GetValue(seed) ?? named.Seed,
            Metrics = parsed.GetValue(metrics),
            Save = parsed.GetValue(save),
            SaveEvery = parsed.GetValue(saveEvery),
            Resume = parsed.GetValue(resume),
            Report = parsed.GetValue(report),
            Json = parsed.GetValue(json),
        };
        settings = settings with
        {
            Table = table.Read(parsed, settings.Data),
            Validation = parsed.GetValue(validation) ?? (settings.ChoosesByEvaluations ? 0.2 : 0),
        };
        return Consistent(ReadSteps(parsed, settings));
    }

    private TrainSettings ReadSteps(ParseResult parsed, TrainSettings settings)
    {
        bool numerical = parsed.GetValue(gradient) == "numerical";
        return settings with
        {
            Batch = (int)(parsed.GetValue(batch) ?? settings.Batch),
            HasBatch = parsed.GetValue(batch) is not null,
            Shards = parsed.GetValue(shards) ?? settings.Shards,
            Steps = parsed.GetValue(steps) ?? settings.Steps,
            Epochs = parsed.GetValue(epochs),
            Replacement = parsed.GetValue(sampling) is { } how ? how == "replacement" : settings.Replacement,
            EvalEvery = parsed.GetValue(evalEvery),
            Gradient = numerical ? GradientSource.Numerical : GradientSource.Backprop,
            // Differences of losses in float keep two or three digits, so numerical gradients mean double unless told
            // otherwise.
            IsDouble = parsed.GetValue(dtype) is { } type ? type == "double" : numerical,
        };
    }

    private static TrainSettings Consistent(TrainSettings settings)
    {
        if (settings.Gradient == GradientSource.Numerical && !settings.IsDouble)
        {
            throw new UserError("--dtype float does not suit --gradient numerical: "
                + "differences of losses in float keep two or three digits");
        }
        if (settings.Table is not null && settings.TargetAccuracy is not null)
            throw new UserError("--target-accuracy is for images; a table has --patience");
        if (settings.Gradient == GradientSource.Numerical && settings.Update.Accumulate > 1)
            throw new UserError("--accumulate does not suit --gradient numerical: its gradients are of one batch");
        if (settings.Gradient == GradientSource.Numerical && settings.Shards > 1)
            throw new UserError("--shards does not suit --gradient numerical, which differentiates the whole batch");
        if (settings.Shards > 1 && settings.Update.Accumulate > 1)
            throw new UserError("--accumulate does not suit --shards: a larger --batch is cut into shards");
        return settings;
    }
}

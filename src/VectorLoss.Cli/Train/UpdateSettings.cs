using System.Globalization;
using System.Numerics;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>How parameters move: the optimiser with its options, what is done with gradients, and the rate.</summary>
internal sealed record UpdateSettings
{
    /// <summary>The optimisers by name, with the rate and decay that usually suit, and the options that they
    /// read.</summary>
    public static IReadOnlyList<(string Name, double Rate, double Decay, string[] Options)> All { get; } =
    [
        ("sgd", 0.1, 0, ["--momentum", "--dampening", "--nesterov"]), ("momentum", 0.05, 0, ["--momentum"]),
        ("adam", 0.005, 0, Moments), ("adamw", 0.005, 0.05, Moments), ("amsgrad", 0.005, 0, Moments),
        ("nadam", 0.005, 0, Moments), ("radam", 0.005, 0, Moments),
        ("rmsprop", 0.002, 0, ["--momentum", "--alpha", "--centred", "--epsilon"]),
        ("adagrad", 0.05, 0, ["--epsilon"]), ("lion", 0.0005, 0.05, ["--beta1", "--beta2"]),
    ];

    public string Name { get; init; } = "adamw";
    public double? LearningRate { get; init; }

    /// <summary>Whether numbers of a table are learned, by a loss whose slope grows with the error.</summary>
    public bool OfNumbers { get; init; }

    public double? Momentum { get; init; }
    public double Dampening { get; init; }
    public bool Nesterov { get; init; }
    public double Beta1 { get; init; } = 0.9;
    public double? Beta2 { get; init; }
    public double Alpha { get; init; } = 0.99;
    public bool Centred { get; init; }
    public double? Epsilon { get; init; }
    public double? WeightDecay { get; init; }
    public bool DecaysBiases { get; init; } = true;
    public double? ClipNorm { get; init; }
    public double? ClipValue { get; init; }
    public double? Average { get; init; }
    public int Accumulate { get; init; } = 1;
    public bool StopsAtNonFinite { get; init; }

    private static string[] Moments => ["--beta1", "--beta2", "--epsilon"];

    /// <summary>The learning rate: as given, else what usually suits the optimiser and the targets.</summary>
    public double Rate => LearningRate ?? (OfNumbers && IsDescent ? RateOfNumbers(MomentumOrUsual) : Chosen.Rate);

    // Only these take a step as large as the gradient. That of the squared error turns as fast as the hidden layer is
    // wide, so that a rate of more than about 1 / width diverges at once; a momentum m makes 1 / (1 − m) of one.
    private bool IsDescent => Name is "sgd" or "momentum";

    /// <summary>What suits descent to numbers of a table, with a momentum.</summary>
    public static double RateOfNumbers(double momentum) => (double)(0.005m * (1 - (decimal)momentum));

    /// <summary>The weight decay: as given, else a little where it does not disturb the steps.</summary>
    public double Decay => WeightDecay ?? Chosen.Decay;

    /// <summary>Whether the optimiser reads an option.</summary>
    public bool Reads(string option) => Array.IndexOf(Chosen.Options, option) >= 0;

    /// <summary>The optimisers that read an option, for a message.</summary>
    public static string Readers(string option)
        => string.Join(" or ", All.Where(one => one.Options.Contains(option)).Select(one => one.Name));

    private (string Name, double Rate, double Decay, string[] Options) Chosen => All.First(one => one.Name == Name);

    // The usual values of those that are given only now and then.
    private double Beta2OrUsual => Beta2 ?? (Name == "lion" ? 0.99 : 0.999);

    private double EpsilonOrUsual => Epsilon ?? (Name == "adagrad" ? 1e-10 : 1e-8);

    private double MomentumOrUsual => Momentum ?? (Name == "momentum" ? 0.9 : 0);

    /// <summary>The optimiser, for a net of so many layers of weights and biases.</summary>
    public Optimizer<T> Make<T>(int layers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Optimizer<T> made = Name switch
        {
            "sgd" => new Sgd<T>(Decay, MomentumOrUsual, Dampening, Nesterov),
            "momentum" => new Momentum<T>(MomentumOrUsual, Decay),
            "adam" => new Adam<T>(Beta1, Beta2OrUsual, EpsilonOrUsual, Decay),
            "adamw" => new AdamW<T>(Beta1, Beta2OrUsual, EpsilonOrUsual, Decay),
            "amsgrad" => new AmsGrad<T>(Beta1, Beta2OrUsual, EpsilonOrUsual, Decay),
            "nadam" => new NAdam<T>(Beta1, Beta2OrUsual, EpsilonOrUsual, Decay),
            "radam" => new RAdam<T>(Beta1, Beta2OrUsual, EpsilonOrUsual, Decay),
            "rmsprop" => new RmsProp<T>(Alpha, EpsilonOrUsual, Decay, MomentumOrUsual, Centred),
            "adagrad" => new Adagrad<T>(0, EpsilonOrUsual, Decay),
            _ => new Lion<T>(Beta1, Beta2OrUsual, Decay),
        };
        made.OnNonFiniteGradient = StopsAtNonFinite ? NonFiniteGradient.Throw : NonFiniteGradient.Skip;
        (made.ClipNorm, made.ClipValue, made.AverageDecay) = (ClipNorm, ClipValue, Average);
        if (!DecaysBiases)
        {
            for (int layer = 0; layer < layers; layer++)
                made.SetGroup([(2 * layer) + 1], weightDecay: 0);
        }
        return made;
    }

    /// <summary>Every option that decides a bit of the result, with its value, usual or given.</summary>
    public IEnumerable<(string Option, string Value)> Deciding()
    {
        (string Option, string Value)[] own =
        [
            ("--momentum", Text(MomentumOrUsual)), ("--dampening", Text(Dampening)), ("--nesterov", Text(Nesterov)),
            ("--beta1", Text(Beta1)), ("--beta2", Text(Beta2OrUsual)), ("--alpha", Text(Alpha)),
            ("--centred", Text(Centred)), ("--epsilon", Text(EpsilonOrUsual)),
        ];
        (string Option, double? Value)[] limits =
            [("--clip-norm", ClipNorm), ("--clip-value", ClipValue), ("--ema", Average)];
        return
        [
            ("--optimizer", Name), ("--lr", Text(Rate)), ("--weight-decay", Text(Decay)),
            .. own.Where(word => Reads(word.Option)),
            ("--decay-on", DecaysBiases ? "all" : "weights"), ("--accumulate", $"{Accumulate}"),
            ("--on-nonfinite", StopsAtNonFinite ? "stop" : "skip"),
            .. limits.Where(word => word.Value is not null).Select(word => (word.Option, Text(word.Value!.Value))),
        ];
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "on" : "off";
}

namespace VectorLoss.Losses;

/// <summary>The options that the families of classes have beside those of their losses.</summary>
internal static class CommonOptions
{
    /// <summary>The label that PyTorch ignores unless told otherwise. No other file writes this number.</summary>
    public const int UsualIgnoreIndex = -100;

    /// <summary>The name of the option that says of how many classes a row holds all places.</summary>
    public const string Classes = "classes";

    /// <summary>The name of the option that says how many numbers a step of a sequence has.</summary>
    public const string Features = "features";

    /// <summary>What the cards of losses say that take a temperature as an input.</summary>
    public const string TemperatureNote
        = "the temperature may be an array of one number in place of the option, and then has a gradient";

    /// <summary>The temperature of losses of labelled rows.</summary>
    public static LossOption Temperature { get; } = new("temperature", 0.1, "> 0", "the divisor of the cosines");

    /// <summary>Labelled rows, and the temperature where it is an input.</summary>
    public static IReadOnlyList<LossInput> TemperedRows { get; } =
    [
        new("input", Domain.Real, true), new("target", Domain.Label, false, LossInputKind.PerRow),
        new("temperature", Domain.Positive, true, LossInputKind.Single) { Optional = true },
    ];

    /// <summary>The weights that every loss of classes takes beside its inputs.</summary>
    public static LossInput ClassWeights { get; }
        = new("weight", Domain.NonNegative, true, LossInputKind.PerColumn) { Optional = true };

    /// <summary>The label whose rows do not count.</summary>
    public static LossOption IgnoreIndex { get; } = new("ignore_index", UsualIgnoreIndex, "a whole number",
        "the label whose rows do not count", OptionKind.WholeNumber);

    /// <summary>Whether the prediction of a mean is its logarithm.</summary>
    public static LossOption LogInput { get; } = new("log_input", 1, "0 or 1",
        "1: the prediction is the log of the mean; 0: the mean, above 0", OptionKind.YesNo);

    /// <summary>Label smoothing.</summary>
    public static LossOption LabelSmoothing { get; } = new("label_smoothing", 0, "0 to 1",
        "the part of every target that is spread over all classes");

    /// <summary>z-loss.</summary>
    public static LossOption LseSquareScale { get; } = new("lse_square_scale", 0, "≥ 0",
        "z-loss: this times the squared log-sum-exp, and times the class weight, is added to a row");

    /// <summary>Soft cap of logits.</summary>
    public static LossOption Softcap { get; } = new("softcap", 0, "≥ 0",
        "a bound c that logits approach, c·tanh(x/c); 0: none");
}

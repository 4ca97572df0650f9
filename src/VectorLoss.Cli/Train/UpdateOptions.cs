using System.CommandLine;

namespace VectorLoss.Cli;

/// <summary>The options of <c>train</c> on how parameters move.</summary>
internal sealed class UpdateOptions
{
    private readonly Option<string?> optimizer = OptionTypes.Choice("--optimizer",
        "How parameters move (default adamw; book: sgd)", [.. UpdateSettings.All.Select(one => one.Name)]);
    private readonly Option<double?> rate = OptionTypes.Real("--lr",
        "Learning rate (default: " + string.Join(", ", UpdateSettings.All.GroupBy(one => one.Rate).Select(group
            => $"{string.Join(" ", group.Select(one => one.Name))} {Charts.Figures.Show(group.Key)}"))
            + $"; numbers of a table: sgd {Charts.Figures.Show(UpdateSettings.RateOfNumbers(0))} times 1 − momentum)",
        "above 0", x => x > 0);
    private readonly Option<double?> momentum = Part("--momentum",
        "What is kept of the velocity: momentum (default 0.9), sgd, rmsprop (0)");
    private readonly Option<double?> dampening = OptionTypes.Real("--dampening",
        "What sgd leaves out of a gradient that enters the velocity (default 0)", "from 0 to 1",
        x => x is >= 0 and <= 1);
    private readonly Option<string?> nesterov = OptionTypes.Choice("--nesterov",
        "Whether sgd with momentum looks ahead (default off)", "on", "off");
    private readonly Option<double?> beta1 = Part("--beta1", "What Adam and its kin keep of the mean (default 0.9)");
    private readonly Option<double?> beta2 = Part("--beta2",
        "What they keep of the mean square (default 0.999; lion, of the mean: 0.99)");
    private readonly Option<double?> alpha = Part("--alpha", "What rmsprop keeps of the mean square (default 0.99)");
    private readonly Option<string?> centred = OptionTypes.Choice("--centred",
        "Whether rmsprop divides by the deviation (default off)", "on", "off");
    private readonly Option<double?> epsilon = OptionTypes.Real("--epsilon",
        "What is added to the divisor (default 1e-8; adagrad 1e-10)", "not below 0", x => x >= 0);
    private readonly Option<double?> decay = OptionTypes.Real("--weight-decay",
        "Pull of parameters towards 0: decoupled in adamw and lion (default 0.05), else a part of the gradient (0)",
        "not below 0", x => x >= 0);
    private readonly Option<string?> decayOn = OptionTypes.Choice("--decay-on",
        "What it pulls: all parameters (default), or weights and no biases", "all", "weights");
    private readonly Option<double?> clipNorm = OptionTypes.Real("--clip-norm",
        "Shorten a gradient whose norm is larger", "above 0", x => x > 0);
    private readonly Option<double?> clipValue = OptionTypes.Real("--clip-value",
        "Cut components of the gradient that are larger", "above 0", x => x > 0);
    private readonly Option<double?> average = Part("--ema",
        "Evaluate and save an average of the parameters that keeps this much in a step");
    private readonly Option<long?> accumulate = OptionTypes.Whole("--accumulate",
        "Batches whose mean gradient makes a step (default 1)", 1, 1_000_000);
    private readonly Option<string?> nonFinite = OptionTypes.Choice("--on-nonfinite",
        "What to do at a gradient or an update that is not finite: skip the step (default), or stop", "skip", "stop");

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
    [
        optimizer, rate, momentum, dampening, nesterov, beta1, beta2, alpha, centred, epsilon, decay, decayOn, clipNorm,
        clipValue, average, accumulate, nonFinite,
    ];

    /// <summary>Reads what was given; the rest is as it was named.</summary>
    /// <exception cref="UserError">An option is given that nothing reads.</exception>
    public UpdateSettings Read(ParseResult parsed, UpdateSettings named)
    {
        UpdateSettings settings = named with
        {
            Name = parsed.GetValue(optimizer) ?? named.Name,
            LearningRate = parsed.GetValue(rate),
            Momentum = parsed.GetValue(momentum),
            Dampening = parsed.GetValue(dampening) ?? named.Dampening,
            Nesterov = parsed.GetValue(nesterov) == "on",
            Beta1 = parsed.GetValue(beta1) ?? named.Beta1,
            Beta2 = parsed.GetValue(beta2),
            Alpha = parsed.GetValue(alpha) ?? named.Alpha,
            Centred = parsed.GetValue(centred) == "on",
            Epsilon = parsed.GetValue(epsilon),
            WeightDecay = parsed.GetValue(decay),
            DecaysBiases = parsed.GetValue(decayOn) != "weights",
            ClipNorm = parsed.GetValue(clipNorm),
            ClipValue = parsed.GetValue(clipValue),
            Average = parsed.GetValue(average),
            Accumulate = (int)(parsed.GetValue(accumulate) ?? named.Accumulate),
            StopsAtNonFinite = parsed.GetValue(nonFinite) == "stop",
        };
        // An option that nothing reads is a mistake that would cost a training run to find.
        foreach (Option option in (Option[])[momentum, dampening, nesterov, beta1, beta2, alpha, centred, epsilon])
        {
            if (!settings.Reads(option.Name) && parsed.GetResult(option) is not null)
                throw new UserError(
                    $"{option.Name} has no effect without --optimizer {UpdateSettings.Readers(option.Name)}");
        }
        if (settings is { Nesterov: true, Dampening: > 0 })
            throw new UserError("--nesterov on does not suit --dampening: the look ahead has none");
        if (settings.Name == "sgd" && settings.Momentum is null or 0)
        {
            foreach (Option option in (Option[])[dampening, nesterov])
                if (parsed.GetResult(option) is not null && (settings.Nesterov || settings.Dampening > 0))
                    throw new UserError($"{option.Name} has no effect without --momentum");
        }
        return settings;
    }

    private static Option<double?> Part(string name, string text)
        => OptionTypes.Real(name, text, "from 0 to below 1", x => x is >= 0 and < 1);
}

using System.Globalization;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The learning rate over the steps.</summary>
internal sealed record ScheduleSettings
{
    /// <summary>The schedules by name.</summary>
    public static string[] Names { get; } = ["constant", "cosine", "step", "exponential", "one-cycle", "plateau"];

    public string Name { get; init; } = "cosine";
    public long WarmUp { get; init; }
    public long? DecayEvery { get; init; }
    public double DecayFactor { get; init; } = 0.1;
    public long DecayPatience { get; init; } = 10;

    /// <summary>Whether the schedule has steps of its own between two drops.</summary>
    public bool HasEvery => Name is "step" or "exponential";

    /// <summary>Whether it drops at all.</summary>
    public bool HasFactor => HasEvery || Name == "plateau";

    /// <summary>The rates of a run.</summary>
    public LearningRate Rates(double rate, long steps)
    {
        long left = Math.Max(1, steps - Math.Max(0, WarmUp - 1)), every = DecayEvery ?? Math.Max(1, steps / 3);
        LearningRate rates = Name switch
        {
            "cosine" => LearningRate.Cosine(rate, left),
            "step" => LearningRate.StepDecay(rate, every, DecayFactor),
            "exponential" => LearningRate.Exponential(rate, DecayFactor, every),
            "one-cycle" => LearningRate.OneCycle(rate, left),
            "plateau" => LearningRate.Constant(rate).OnPlateau(DecayFactor, (int)DecayPatience),
            _ => LearningRate.Constant(rate),
        };
        return rates.WarmedUp(WarmUp);
    }

    /// <summary>Every option that decides a bit of the result, with its value, usual or given.</summary>
    public IEnumerable<(string Option, string Value)> Deciding()
    {
        List<(string, string)> words = [("--schedule", Name), ("--warmup", Text(WarmUp))];
        if (HasFactor)
            words.Add(("--decay-factor", DecayFactor.ToString(CultureInfo.InvariantCulture)));
        if (HasEvery && DecayEvery is { } every)
            words.Add(("--decay-every", Text(every)));
        if (Name == "plateau")
            words.Add(("--decay-patience", Text(DecayPatience)));
        return words;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;

namespace VectorLoss.Cli;

/// <summary>The options of <c>train</c> on the learning rate over the steps.</summary>
internal sealed class ScheduleOptions
{
    private readonly Option<string?> schedule = OptionTypes.Choice("--schedule",
        "The learning rate over the steps (default cosine; book: constant)", ScheduleSettings.Names);
    private readonly Option<long?> every = OptionTypes.Whole("--decay-every",
        "Steps in which 'step' and 'exponential' fall by the factor (default: a third of all)", 1);
    private readonly Option<double?> factor = OptionTypes.Real("--decay-factor",
        "What a drop leaves of the rate, also on a plateau (default 0.1)", "above 0, at most 1",
        x => x is > 0 and <= 1);
    private readonly Option<long?> patience = OptionTypes.Whole("--decay-patience",
        "Evaluations without a lower loss before 'plateau' drops (default 10)", 0, 1_000_000);
    private readonly Option<long?> warmUp = OptionTypes.Whole("--warmup",
        "Steps in which the rate rises to --lr, before the schedule (default 0)", 0);

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [schedule, every, factor, patience, warmUp];

    /// <summary>Reads what was given; the rest is as it was named.</summary>
    /// <exception cref="UserError">An option is given that nothing reads.</exception>
    public ScheduleSettings Read(ParseResult parsed, ScheduleSettings named)
    {
        ScheduleSettings settings = named with
        {
            Name = parsed.GetValue(schedule) ?? named.Name,
            DecayEvery = parsed.GetValue(every),
            DecayFactor = parsed.GetValue(factor) ?? named.DecayFactor,
            DecayPatience = parsed.GetValue(patience) ?? named.DecayPatience,
            WarmUp = parsed.GetValue(warmUp) ?? named.WarmUp,
        };
        Require(every, settings.HasEvery, "step or exponential", parsed);
        Require(factor, settings.HasFactor, "step, exponential or plateau", parsed);
        Require(patience, settings.Name == "plateau", "plateau", parsed);
        return settings;
    }

    private static void Require(Option option, bool isRead, string readers, ParseResult parsed)
    {
        if (!isRead && parsed.GetResult(option) is not null)
            throw new UserError($"{option.Name} has no effect without --schedule {readers}");
    }
}

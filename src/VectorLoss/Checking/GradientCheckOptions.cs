using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>How a gradient is checked. There is no absolute tolerance, so no gradient is too small to be
/// wrong.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>What is checked, in reports: the name of a loss, an op or a function.</summary>
    public string Subject { get; init; } = "gradient";

    /// <summary>Every coordinate, or random directions.</summary>
    public CheckMode Mode { get; init; }

    /// <summary>The format that the function computes in. With <see cref="NumberPrecision.Float"/> the numbers of the
    /// point must be floats, and are moved between floats.</summary>
    public NumberPrecision Precision { get; init; }

    /// <summary>How many error bars an element may be off.</summary>
    public double Bars { get; init; } = Derivative.UsualBars;

    /// <summary>
    /// How many relative rounding errors the analytic value may be off beside that: of itself, or of the steepest
    /// secant along its own coordinate. Other elements, which may have other units, play no part.
    /// </summary>
    public double RoundingErrors { get; init; } = 128;

    /// <summary>
    /// The widest error bar with which an element may pass, as a share of its derivative or of the steepest secant
    /// along its coordinate; a wider bar is inconclusive. Null: 5e-4 of the derivative, so that an error of 1 % is
    /// seen, or 1e-6 of the secant (2e-3 in float). Give a larger one for a function that rounds much, such as 1e-2 for
    /// a sum of many floats, if errors of that size are all that must be found. A difference of less than 2⁻¹⁷ of the
    /// derivative (2⁻¹⁰ in float), or than this, may be that of a computed form from its formula, and is inconclusive.
    /// </summary>
    public double? Resolution { get; init; }

    /// <summary>Which derivative is right at a kink.</summary>
    public KinkConvention Convention { get; init; }

    /// <summary>In the fast mode, the largest probability of missing an element that is wrong by more than the
    /// resolution.</summary>
    public double MissProbability { get; init; } = 1e-6;

    /// <summary>The seed of the random directions.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How often the function may be evaluated; what is left then is inconclusive.</summary>
    public long MaxEvaluations { get; init; } = long.MaxValue;

    /// <summary>How many offenders the report keeps in full.</summary>
    public int Offenders { get; init; } = 32;

    /// <summary>Told now and then how far the check is, on the calling thread.</summary>
    public IProgress<CheckProgress>? Progress { get; init; }

    /// <summary>Stops the check.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Refuses options under which a verdict would mean nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range, or has no name; the message names
    /// it.</exception>
    internal void Validate()
    {
        Option.Named(Mode);
        Option.Named(Precision);
        Option.Named(Convention);
        Require(double.IsFinite(Bars) && Bars > 0, nameof(Bars), Bars, "finite and above 0");
        Require(double.IsFinite(RoundingErrors) && RoundingErrors >= 0, nameof(RoundingErrors), RoundingErrors,
            "finite and not below 0");
        Require(Resolution is null || (double.IsFinite(Resolution.Value) && Resolution >= 0), nameof(Resolution),
            Resolution, "null, or finite and not below 0");
        Require(MissProbability is > 0 and < 1, nameof(MissProbability), MissProbability, "above 0 and below 1");
        Require(MaxEvaluations > 0, nameof(MaxEvaluations), MaxEvaluations, "above 0");
        Require(Offenders >= 0, nameof(Offenders), Offenders, "not below 0");
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}

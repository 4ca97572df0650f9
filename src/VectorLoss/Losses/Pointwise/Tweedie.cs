using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Half the unit deviance of a Tweedie distribution, without the terms of the target alone: variance grows as the
/// power of the mean; 1 is Poisson, 2 is Gamma, between them sums of Gammas with a mass at 0.
/// </summary>
public readonly struct Tweedie : IPointLoss, ICatalogued
{
    // Kept, because the JIT leaves a division of constants in the loop; infinite where the logarithm takes their place.
    private readonly Setting ofMean;
    private readonly Setting ofRate;
    private readonly Setting power;
    private readonly bool isMeanGiven;

    /// <summary>A Tweedie loss.</summary>
    /// <param name="power">The power of the variance; finite and at least 1.</param>
    /// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not finite or below 1.</exception>
    public Tweedie(double power, bool logInput = true)
    {
        (this.power, isMeanGiven) = (new(Option.Within(power, 1, double.MaxValue), 1.5), !logInput);
        (ofMean, ofRate) = (new(1 / (2 - power), 2), new(1 / (1 - power), -2));
    }

    /// <summary>The power of the variance.</summary>
    public double Power => power.Or(1.5);

    /// <summary>Whether the prediction is the logarithm of the mean.</summary>
    public bool LogInput => !isMeanGiven;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("tweedie", "μ^(2−k)/(2−k) − t·μ^(1−k)/(1−k), μ = eˣ or x", "B. Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x")
    {
        Aliases = ["half-tweedie"],
        Target = Domain.NonNegative,
        Options =
        [
            new("power", 1.5, "≥ 1", "how the variance grows with the mean; with 2 and above, targets above 0"),
            new("log_input", 1, "0 or 1", "1: the prediction is the log of the mean; 0: the mean, above 0",
                OptionKind.YesNo),
        ],
        LikelihoodOf = "Tweedie of mean eˣ, or x, and fixed dispersion",
        Create = LossFactory.Point(options => new Tweedie(options["power"], options["log_input"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? OfLog(prediction, target).Value : OfMean(prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? OfLog(prediction, target).Slope : OfMean(prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        var self = (Tweedie)(object)loss;
        Dual<R> both = self.OfLog(self.LogInput ? prediction : R.Log(prediction), target);
        // ∂/∂μ has one power of μ less.
        return self.LogInput ? both : new(both.Value, both.Slope / prediction);
    }

    // A call: all ways in dual numbers are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> OfMean<R>(R prediction, R target) where R : struct, IReal<R>
        => ValueAndSlope(this, prediction, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Dual<R> OfLog<R>(R log, R target) where R : struct, IReal<R>
    {
        R mean = R.Exp(R.Of(2 - Power) * log), rate = R.Exp(R.Of(1 - Power) * log);
        R pull = RealMath.TimesUnlessZero(target, rate);
        // μ^k/k, and log μ for k = 0, is the integral of μ^(k−1).
        R first = Power == 2 ? log : mean * R.Of(ofMean.Or(2));
        R second = Power == 1 ? RealMath.TimesUnlessZero(target, log) : pull * R.Of(ofRate.Or(-2));
        // ∂/∂log μ is μ^(1−k)(μ − t).
        return new(first - second, mean - pull);
    }
}

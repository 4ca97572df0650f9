using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Half the unit deviance of a Tweedie distribution, without the terms of the target alone: variance grows as the
/// power of the mean; 1 is Poisson, 2 is Gamma, between them sums of Gammas with a mass at 0.
/// </summary>
/// <param name="power">The power of the variance; finite and at least 1.</param>
/// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not finite or below 1.</exception>
public readonly struct Tweedie(double power, bool logInput = true) : IPointLoss, ICatalogued
{
    private readonly TweedieTerms terms = new(Option.AtLeast(power, 1), logInput);

    /// <summary>The power of the variance.</summary>
    public double Power => terms.Exponent;

    /// <summary>Whether the prediction is the logarithm of the mean.</summary>
    public bool LogInput => terms.LogInput;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("tweedie",
        "μ^(2−k)/(2−k) − t·μ^(1−k)/(1−k), μ = eˣ or x", "B. Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x")
    {
        Aliases = ["half-tweedie"],
        Target = Domain.NonNegative,
        Link = Link.Exponential,
        Options =
        [
            new("power", 1.5, "≥ 1", "the power k: the variance grows as mean^k; from 2 on, targets must be above 0"),
            CommonOptions.LogInput,
        ],
        LikelihoodOf = "Tweedie of mean eˣ, or x, and fixed dispersion",
        Create = LossFactory.Point(options => new Tweedie(options["power"], options["log_input"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => terms.ValueAndSlope(prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => terms.ValueAndSlope(prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => ((Tweedie)(object)loss).terms.ValueAndSlope(prediction, target);

    /// <inheritdoc/>
    public static Domain DomainOf<TLoss>(TLoss loss, int input, Domain usual)
        => ((Tweedie)(object)loss!).terms.DomainOf(input, usual);
}

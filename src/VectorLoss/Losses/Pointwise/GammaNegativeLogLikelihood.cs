using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a Gamma distribution of fixed shape whose mean, or log of the mean, is predicted, up
/// to constants.
/// </summary>
public readonly struct GammaNegativeLogLikelihood : IPointLoss, ICatalogued
{
    // The opposite is stored, so that zero bits are the usual options.
    private readonly bool ofMean;

    /// <summary>A Gamma loss.</summary>
    /// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
    public GammaNegativeLogLikelihood(bool logInput) => ofMean = !logInput;

    /// <summary>Whether the prediction is the logarithm of the mean.</summary>
    public bool LogInput => !ofMean;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "gamma-nll", "x + t·e⁻ˣ, or log x + t/x", "P. McCullagh, J. A. Nelder 1989, Generalized Linear Models, ch. 8")
    {
        Aliases = ["gamma", "half-gamma"],
        Target = Domain.Positive,
        Link = Link.Exponential,
        Options = [CommonOptions.LogInput],
        LikelihoodOf = "Gamma of mean eˣ, or x, and fixed shape",
        Claims = Claims.Convex,
        Create = LossFactory.Point(options => new GammaNegativeLogLikelihood(options["log_input"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? prediction + target * R.Exp(-prediction) : OfMean(prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? R.Of(1) - target * R.Exp(-prediction) : OfMean(prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        if (!((GammaNegativeLogLikelihood)(object)loss).LogInput)
            return OfMean(prediction, target);
        R part = target * R.Exp(-prediction);
        return new(prediction + part, R.Of(1) - part);
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<R> OfMean<R>(R mean, R target) where R : struct, IReal<R>
        => new(R.Log(mean) + target / mean, (mean - target) / mean / mean);
    /// <inheritdoc/>
    public static Domain DomainOf<TLoss>(TLoss loss, int input, Domain usual)
        => input == 0 && !((GammaNegativeLogLikelihood)(object)loss!).LogInput ? Domain.Positive : usual;
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The negative log-likelihood of a Gamma distribution of fixed shape whose mean, or log of the mean, is predicted, up to constants.</summary>
public readonly struct GammaNegativeLogLikelihood : IPointLoss, ICatalogued
{
    /// <summary>The loss with its usual options.</summary>
    public GammaNegativeLogLikelihood() : this(true)
    {
    }

    /// <summary>A Gamma loss.</summary>
    /// <param name="logInput">Whether the prediction is the logarithm of the mean.</param>
    public GammaNegativeLogLikelihood(bool logInput) => LogInput = logInput;

    /// <summary>Whether the prediction is the logarithm of the mean.</summary>
    public bool LogInput { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("gamma-nll", "x + t·e⁻ˣ, or log x + t/x", "P. McCullagh, J. A. Nelder 1989, Generalized Linear Models, ch. 8")
    {
        Aliases = ["gamma", "half-gamma"],
        Target = Domain.Positive,
        Options = [new("log_input", 1, "0 or 1", "1: the prediction is the log of the mean; 0: the mean, above 0")],
        LikelihoodOf = "Gamma of mean eˣ, or x, and fixed shape",
        Claims = Claims.Convex,
        Create = LossFactory.Point(options => new GammaNegativeLogLikelihood(options["log_input"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // The exponential stands before the branch, so that the slope's is the same one.
        R inverse = R.Exp(-prediction);
        return LogInput ? prediction + target * inverse : OfMean(prediction, target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R inverse = R.Exp(-prediction);
        return LogInput ? R.Of(1) - target * inverse : (prediction - target) / prediction / prediction;
    }

    // Not inlined: the usual options do not need it, and it would use up what may be inlined around it.
    [MethodImpl(Compiled.AtOnce)]
    private static R OfMean<R>(R prediction, R target) where R : struct, IReal<R> => R.Log(prediction) + target / prediction;
}

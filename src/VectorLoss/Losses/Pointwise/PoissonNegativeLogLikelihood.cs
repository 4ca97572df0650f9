using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The negative log-likelihood of counts under a Poisson distribution of predicted rate or log rate.</summary>
/// <param name="logInput">Whether the prediction is the logarithm of the rate.</param>
/// <param name="full">Whether Stirling's approximation of log t! is added where t &gt; 1.</param>
/// <param name="eps">Added to a rate before its logarithm; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
public readonly struct PoissonNegativeLogLikelihood(bool logInput, bool full = false, double eps = 1e-8)
    : IPointLoss, ICatalogued
{
    private readonly PoissonTerms terms = new(logInput, full, Option.NonNegative(eps));

    /// <summary>Whether the prediction is the logarithm of the rate.</summary>
    public bool LogInput => terms.LogInput;

    /// <summary>Whether Stirling's approximation is added.</summary>
    public bool Full => terms.Full;

    /// <summary>Added to a rate before its logarithm.</summary>
    public double Eps => terms.Eps;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "poisson-nll", "eˣ − t·x, or x − t·log(x + ε)", "PyTorch, PoissonNLLLoss")
    {
        Aliases = ["poisson", "half-poisson"],
        Target = Domain.NonNegative,
        Link = Link.Exponential,
        Options =
        [
            new("log_input", 1, "0 or 1", "1: the prediction is the log of the rate; 0: the rate", OptionKind.YesNo),
            new("full", 0, "0 or 1", "1: adds Stirling's t·log t − t + ½log(2πt) where t > 1", OptionKind.YesNo),
            new("eps", 1e-8, "≥ 0", "keeps the logarithm of a rate of 0 finite; only with log_input = 0"),
        ],
        LikelihoodOf = "Poisson of rate eˣ, or x",
        Claims = Claims.Convex,
        Create = LossFactory.Point(o
            => new PoissonNegativeLogLikelihood(o["log_input"] != 0, o["full"] != 0, o["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => terms.Value(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => terms.Slope(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => ((PoissonNegativeLogLikelihood)(object)loss).terms.ValueAndSlope(prediction, target);

    /// <inheritdoc/>
    public static Domain DomainOf<TLoss>(TLoss loss, int input, Domain usual)
        => input == 0 && !((PoissonNegativeLogLikelihood)(object)loss!).LogInput ? Domain.NonNegative : usual;
}

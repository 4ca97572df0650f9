using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The negative log-likelihood of counts of a Poisson distribution whose rate, or log of the rate, is predicted.</summary>
public readonly struct PoissonNegativeLogLikelihood : IPointLoss, ICatalogued
{
    // Stored as the unusual, so that zero bits are the usual options.
    private readonly bool ofRate;
    private readonly Setting eps;

    /// <summary>A Poisson loss.</summary>
    /// <param name="logInput">Whether the prediction is the logarithm of the rate.</param>
    /// <param name="full">Whether Stirling's approximation of log t! is added where t &gt; 1.</param>
    /// <param name="eps">Added to a rate before its logarithm; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
    public PoissonNegativeLogLikelihood(bool logInput, bool full = false, double eps = 1e-8)
        => (ofRate, Full, this.eps) = (!logInput, full, new(Option.NonNegative(eps), 1e-8));

    /// <summary>Whether the prediction is the logarithm of the rate.</summary>
    public bool LogInput => !ofRate;

    /// <summary>Whether Stirling's approximation is added.</summary>
    public bool Full { get; }

    /// <summary>Added to a rate before its logarithm.</summary>
    public double Eps => eps.Or(1e-8);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("poisson-nll", "eˣ − t·x, or x − t·log(x + ε)", "PyTorch, PoissonNLLLoss")
    {
        Aliases = ["poisson"],
        Target = Domain.NonNegative,
        Options =
        [
            new("log_input", 1, "0 or 1", "1: the prediction is the log of the rate; 0: the rate, not below 0",
                OptionKind.YesNo),
            new("full", 0, "0 or 1", "1: adds Stirling's t·log t − t + ½log(2πt) where t > 1", OptionKind.YesNo),
            new("eps", 1e-8, "≥ 0", "keeps the logarithm of a rate of 0 finite; only with log_input = 0"),
        ],
        LikelihoodOf = "Poisson of rate eˣ, or x",
        Claims = Claims.Convex,
        Create = LossFactory.Point(options => new PoissonNegativeLogLikelihood(options["log_input"] != 0, options["full"] != 0, options["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput && !Full ? R.Exp(prediction) - target * prediction : Unusual(prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => LogInput ? R.Exp(prediction) - target : Unusual(prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        var self = (PoissonNegativeLogLikelihood)(object)loss;
        R rate = self.LogInput ? R.Exp(prediction) : prediction, shifted = prediction + R.Of(self.Eps);
        R value = self.LogInput ? rate - target * prediction : rate - RealMath.TimesLog(target, shifted);
        if (self.Full)
            value = R.WhereLess(R.Of(1), target, value + Stirling(target), value);
        return new(value, self.LogInput ? rate - target : SlopeOfRate(prediction, shifted, target));
    }

    // A call: all ways in dual numbers are more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private Dual<R> Unusual<R>(R prediction, R target) where R : struct, IReal<R>
        => ValueAndSlope(this, prediction, target);

    // t·log t − t + ½log(2πt)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Stirling<R>(R target) where R : struct, IReal<R>
        => R.MulAdd(target + R.Of(0.5), R.Log(target), R.Of(0.5 * Math.Log(2 * Math.PI)) - target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R SlopeOfRate<R>(R prediction, R shifted, R target) where R : struct, IReal<R>
        => R.WhereEqual(target, R.Of(0), RealMath.ConstantUnlessNaN(prediction, R.Of(1)), (shifted - target) / shifted);
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Binary cross-entropy of a logit, scaled down where the answer is already good.</summary>
/// <param name="alpha">The weight of positive targets, from 0 to 1, or −1 for none.</param>
/// <param name="gamma">How fast good answers lose weight; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SigmoidFocal(double alpha, double gamma = 2) : IPointLoss, ICatalogued
{
    private readonly Setting alpha = new(alpha == -1 ? alpha : Option.Within(alpha, 0, 1), -1);
    private readonly Setting gamma = new(Option.NonNegative(gamma), 2);

    /// <summary>The weight of positive targets; −1 for none.</summary>
    public double Alpha => alpha.Or(-1);

    /// <summary>How fast good answers lose weight.</summary>
    public double Gamma => gamma.Or(2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "sigmoid-focal", "αₜ·m^γ·BCE, m = σ(x)(1 − t) + σ(−x)t", "T.-Y. Lin et al. 2017, arXiv:1708.02002")
    {
        Aliases = ["binary-focal"],
        Target = Domain.Probability,
        Link = Link.Sigmoid,
        Options =
        [
            new("alpha", -1, "0 to 1, or −1", "weight of positive targets; negative ones get 1 − α; −1: no weights"),
            new("gamma", 2, "≥ 0", "how fast good answers lose weight; 0: not at all"),
        ],
        Claims = Claims.NonNegative,
        Create = LossFactory.Point(options => new SigmoidFocal(options["alpha"], options["gamma"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R other = R.Of(1) - target;
        Logistic<R> logistic = new(prediction);
        return RealMath.TimesUnlessZero(
            FocalTerms.Weight(logistic, target, other, Alpha, Gamma), logistic.Value(target, other));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => ValueAndSlope(this, prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        var self = (SigmoidFocal)(object)loss;
        return FocalTerms.ValueAndSlope(prediction, target, self.Alpha, self.Gamma);
    }
}

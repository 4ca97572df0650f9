using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Binary cross-entropy of a logit, scaled down where the answer is already good.</summary>
public readonly struct SigmoidFocal : IPointLoss, ICatalogued
{
    private readonly Setting alpha;
    private readonly Setting gamma;

    /// <summary>A focal loss.</summary>
    /// <param name="alpha">The weight of positive targets, from 0 to 1, or −1 for none.</param>
    /// <param name="gamma">How fast good answers lose weight; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SigmoidFocal(double alpha, double gamma = 2)
        => (this.alpha, this.gamma) = (new(alpha == -1 ? alpha : Option.Within(alpha, 0, 1), -1), new(Option.NonNegative(gamma), 2));

    /// <summary>The weight of positive targets; −1 for none.</summary>
    public double Alpha => alpha.Or(-1);

    /// <summary>How fast good answers lose weight.</summary>
    public double Gamma => gamma.Or(2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("sigmoid-focal", "αₜ·m^γ·BCE, m = σ(x)(1 − t) + σ(−x)t", "T.-Y. Lin et al. 2017, arXiv:1708.02002")
    {
        Aliases = ["focal", "binary-focal"],
        Target = Domain.Probability,
        Options =
        [
            new("alpha", -1, "0 to 1, or −1", "the weight of positive targets, 1 − α that of negative ones; −1: no weights"),
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
        R weight = Weight(target, other) * RealMath.Power(logistic.Miss(target, other), Gamma);
        return weight * logistic.Value(target, other);
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
        R other = R.Of(1) - target;
        Logistic<R> logistic = new(prediction);
        R miss = logistic.Miss(target, other), weight = self.Weight(target, other) * RealMath.Power(miss, self.Gamma);
        R entropy = logistic.Value(target, other);
        R growth = R.Of(self.Gamma) * logistic.MissRate(target, other) * entropy;
        // Where nothing is missed, nothing grows, and the rate is 0/0.
        growth = R.WhereEqual(miss, R.Of(0), R.Of(0), growth);
        return new(weight * entropy, weight * (logistic.Slope(target, other) + growth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Weight<R>(R target, R other) where R : struct, IReal<R>
        => Alpha == -1 ? R.Of(1) : R.MulAdd(R.Of(Alpha), target, R.Of(1 - Alpha) * other);
}

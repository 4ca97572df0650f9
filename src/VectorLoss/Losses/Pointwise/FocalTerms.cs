using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="SigmoidFocal"/>; m = σ(x)(1 − t) + σ(−x)t is the missed part.</summary>
internal static class FocalTerms
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>αₜ·m^γ, the factor of the binary cross-entropy.</summary>
    [MethodImpl(Inline)]
    public static R Weight<R>(Logistic<R> logistic, R target, R other, double alpha, double gamma)
        where R : struct, IReal<R>
        => TargetWeight(target, other, alpha) * RealMath.Power(logistic.Miss(target, other), gamma);

    /// <summary>The loss and its slope from one exponential.</summary>
    [MethodImpl(Inline)]
    public static Dual<R> ValueAndSlope<R>(R prediction, R target, double alpha, double gamma)
        where R : struct, IReal<R>
    {
        R other = R.Of(1) - target;
        Logistic<R> logistic = new(prediction);
        R miss = logistic.Miss(target, other);
        R weight = TargetWeight(target, other, alpha) * RealMath.Power(miss, gamma);
        R entropy = logistic.Value(target, other);
        R growth = RealMath.TimesUnlessZero(R.Of(gamma) * logistic.MissRate(target, other), entropy);
        // Where nothing is missed, nothing grows, and the rate is 0/0.
        growth = R.WhereEqual(miss, R.Of(0), R.Of(0), growth);
        return new(RealMath.TimesUnlessZero(weight, entropy), weight * (logistic.Slope(target, other) + growth));
    }

    // αt + (1 − α)(1 − t), or 1 where α is −1.
    [MethodImpl(Inline)]
    private static R TargetWeight<R>(R target, R other, double alpha) where R : struct, IReal<R>
        => alpha == -1 ? R.Of(1) : R.MulAdd(R.Of(alpha), target, R.Of(1 - alpha) * other);
}

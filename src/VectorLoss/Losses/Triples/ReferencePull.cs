using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The surrogate of a token, and β times <see cref="PolicyDivergence"/> from a reference: <see
/// cref="GroupRelativePolicy"/>.
/// </summary>
/// <param name="policy">The surrogate.</param>
/// <param name="beta">β.</param>
internal readonly struct ReferencePull<R>(ClippedPolicy policy, double beta) where R : struct, IReal<R>
{
    // From here on eˣ − 1 is eˣ to the last digit of every number system, and both are far from overflowing.
    private const double Large = 40;

    private readonly R beta = R.Of(beta);

    /// <summary>Value and slopes; the reference has none.</summary>
    // Not inlined: four exponentials are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R ValueAndSlopes(R now, R old, R advantage, R reference, out Triple<R> slopes)
    {
        R pull = reference - now, risen = R.Expm1(pull);
        ClippedRatio<R> ratio = new(now - old, advantage, policy.EpsLow, policy.EpsHigh);
        R surrogate = ratio.Slope, slope = surrogate - RealMath.TimesUnlessZero(beta, risen);
        R zero = R.Of(0), smaller = R.Min(ratio.Ratio, risen);
        R apart = RealMath.TimesUnlessZero(Apart(now - old, advantage, pull), smaller);
        R bothLarge = R.WhereLess(R.Of(Large), R.Min(now - old, pull), apart, slope);
        slopes = new(R.WhereLess(advantage, zero, bothLarge, slope), -surrogate, -ratio.Held);
        return ratio.Value + RealMath.TimesUnlessZero(beta, R.ExpExcess(pull));
    }

    // A disadvantage can push one way while the reference pulls the other, each with more than a number holds: the
    // difference −A·eᵃ − β·eᵇ over the smaller exponential, so that no ∞ − ∞ is formed.
    [MethodImpl(Compiled.AtOnce)]
    private R Apart(R a, R advantage, R b)
    {
        R gap = R.Exp(R.Abs(a - b));
        return R.WhereLess(a, b, -advantage - RealMath.TimesUnlessZero(beta, gap), -(advantage * gap) - beta);
    }
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The Winkler score of a forecast interval: its width, and 2/α times what the target lies outside of it. Its mean is
/// least at the ½α and 1 − ½α quantiles.
/// </summary>
/// <param name="alpha">How often the target may lie outside; above 0 and below 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not between 0 and 1.</exception>
public readonly struct IntervalScore(double alpha) : ITripleLoss, ICatalogued
{
    private readonly Setting alpha = new(Option.Between(alpha, 0, 1), 0.1);

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting weight = new(2 / alpha, 20);

    /// <summary>How often the target may lie outside.</summary>
    public double Alpha => alpha.Or(0.1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("interval-score", "u − l + (2/α)(max(l − t, 0) + max(t − u, 0))",
        "R. L. Winkler 1972, doi:10.1080/01621459.1972.10481224")
    {
        Aliases = ["winkler"],
        Inputs =
        [
            new("lower", Domain.Real, true), new("upper", Domain.Real, true), new("target", Domain.Real, true),
        ],
        Options = [new("alpha", 0.1, "> 0 and < 1", "how often the target may lie outside; 0.1: intervals of 90 %")],
        Kinks = "t = l and t = u; the outside does not count there",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Triple(options => new IntervalScore(options["alpha"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R zero = R.Of(0), below = R.AtLeast(first - third, zero), above = R.AtLeast(third - second, zero);
        return R.MulAdd(R.Of(weight.Or(20)), below + above, second - first);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R zero = R.Of(0), factor = R.Of(weight.Or(20));
        R below = R.WhereLess(third, first, factor, RealMath.ConstantUnlessNaN(first - third, zero));
        R above = R.WhereLess(second, third, factor, RealMath.ConstantUnlessNaN(third - second, zero));
        return new(below - R.Of(1), R.Of(1) - above, above - below);
    }
}

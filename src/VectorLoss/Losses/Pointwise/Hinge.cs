using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, 1 − t·p) for targets −1 and +1: zero beyond the margin.</summary>
public readonly struct Hinge : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "hinge", "max(0, 1 − t·p)", "C. Cortes, V. Vapnik 1995, doi:10.1007/BF00994018")
    {
        Target = Domain.Sign,
        Kinks = "t·p = 1; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new Hinge()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => R.AtLeast(R.Of(1) - target * prediction, R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R margin = target * prediction, one = R.Of(1);
        // Margins past 1 give 0; NaN fails both comparisons and travels on through the product.
        return R.WhereLess(margin, one, -target, R.WhereLess(one, margin, R.Of(0), (margin - one) * target));
    }

    /// <inheritdoc/>
    public double[] Kinks(double target) => target == 0 ? [] : [1 / target];
}

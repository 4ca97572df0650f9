using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, 1 − t·p)² for targets −1 and +1.</summary>
public readonly struct SquaredHinge : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "squared-hinge", "max(0, 1 − t·p)²", "Y.-J. Lee, O. L. Mangasarian 2001, doi:10.1023/A:1011215321374")
    {
        Target = Domain.Sign,
        Kinks = "the curvature jumps at t·p = 1; value and slope are continuous",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new SquaredHinge()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => RealMath.Square(R.AtLeast(R.Of(1) - target * prediction, R.Of(0)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Of(-2) * target * R.AtLeast(R.Of(1) - target * prediction, R.Of(0));

    /// <inheritdoc/>
    public double[] Kinks(double target) => target == 0 ? [] : [1 / target];
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, −t·p) for targets −1 and +1: only wrong signs cost.</summary>
public readonly struct Perceptron : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("perceptron", "max(0, −t·p)", "F. Rosenblatt 1958, doi:10.1037/h0042519")
    {
        Target = Domain.Sign,
        Kinks = "t·p = 0; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new Perceptron()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => R.AtLeast(-target * prediction, R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R margin = target * prediction, zero = R.Of(0);
        // Right signs give 0; NaN fails both comparisons and travels on through the product.
        return R.WhereLess(margin, zero, -target, R.WhereLess(zero, margin, zero, margin * zero));
    }

    /// <inheritdoc/>
    public double[] Kinks(double target) => [0];
}

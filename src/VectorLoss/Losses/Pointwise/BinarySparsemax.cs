using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The Fenchel–Young loss of the projection on [0, 1]: <see cref="Sparsemax"/> of the two classes with logits ½x and
/// −½x. Beyond x = ±1 a class is certain, and one that is right costs nothing.
/// </summary>
public readonly struct BinarySparsemax : IPointLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("binary-sparsemax",
        "s(x) − t·x, s(x) = ¼(x + 1)² for |x| < 1, else max(x, 0)",
        "M. Blondel, A. F. T. Martins, V. Niculae 2020, arXiv:1901.02324")
    {
        Target = Domain.Probability,
        Link = Link.BinarySparsemax,
        Kinks = "the curvature jumps at x = ±1; value and slope are continuous",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(_ => new BinarySparsemax()),
    };

    /// <inheritdoc/>
    // Of the sides it takes the one that is not certain, so that a right class of any size costs exactly 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R one = R.Of(1), size = R.Abs(prediction), chance = R.AtLeast(one - size, R.Of(0));
        R missed = R.WhereLess(prediction, R.Of(0), target, one - target);
        return R.MulAdd(R.Of(0.25) * chance, chance, RealMath.TimesUnlessZero(missed, size));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Of(0.5) * (RealMath.Clamp(prediction, R.Of(-1), R.Of(1)) + R.Of(1)) - target;

    /// <inheritdoc/>
    public double[] Kinks(double target) => [-1, 1];
}

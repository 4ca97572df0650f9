using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// log(1 + ½(r/c)²): quadratic near the target and so flat far from it that outliers hardly count.
/// </summary>
/// <remarks>Finite for every finite residual; MathNet.Numerics 5.0.0's Cauchy.DensityLn is −∞ from 1e155 on.</remarks>
public readonly struct Cauchy : IPointLoss, ICatalogued
{
    private readonly Setting c;

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting inverse;

    /// <summary>A Cauchy loss.</summary>
    /// <param name="c">The scale: the slope is largest at |r| = c·√2 and falls beyond; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="c"/> is not finite or not above 0.</exception>
    public Cauchy(double c) => (this.c, inverse) = (new(Option.Positive(c), 1), new(1 / c, 1));

    /// <summary>The scale: the slope is largest at |r| = c·√2 and falls beyond.</summary>
    public double C => c.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cauchy", "log(1 + ½(r/c)²), r = p − t", "M. J. Black, P. Anandan 1996, doi:10.1006/cviu.1996.0006")
    {
        Aliases = ["lorentzian"],
        Options = [new("c", 1, "> 0", "the scale: the slope is largest at |r| = c·√2 and falls beyond")],
        LikelihoodOf = "Cauchy of fixed scale",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Cauchy(options["c"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // Far out, ½q² may overflow where 2·log q − log 2 does not; there the 1 is below the last digit.
        R ratio = (prediction - target) * R.Of(inverse.Or(1)), size = R.Abs(ratio), far = R.Of(1e9), one = R.Of(1);
        R log = R.Log1p(R.WhereLess(size, far, R.Of(0.5) * ratio * ratio, size - one));
        return R.WhereLess(size, far, log, log + log - R.LogTwo);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // q/(1 + ½q²); far out, where ½q² may overflow and the 1 is below the last digit, 2/q.
        R ratio = (prediction - target) * R.Of(inverse.Or(1)), size = R.Abs(ratio), far = R.Of(1e9);
        R above = R.WhereLess(size, far, ratio, R.Of(2));
        return R.Of(inverse.Or(1)) * above / R.WhereLess(size, far, R.MulAdd(R.Of(0.5) * ratio, ratio, R.Of(1)), ratio);
    }
}

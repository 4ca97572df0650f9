using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>½c²(1 − e^−(r/c)²): quadratic near the target, constant far from it, where outliers do not count.</summary>
public readonly struct Welsch : IPointLoss, ICatalogued
{
    private readonly Setting c;

    /// <summary>A Welsch loss.</summary>
    /// <param name="c">The scale: the slope is largest at |r| = c/√2; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="c"/> is not finite or not above 0.</exception>
    public Welsch(double c) => this.c = new(Option.Positive(c), 1);

    /// <summary>The scale: the slope is largest at |r| = c/√2.</summary>
    public double C => c.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("welsch", "½c²(1 − exp(−(r/c)²)), r = p − t",
        "J. E. Dennis, R. E. Welsch 1978, doi:10.1080/03610917808812083")
    {
        Aliases = ["leclerc"],
        Options = [new("c", 1, "> 0", "the scale: the slope is largest at |r| = c/√2")],
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Welsch(options["c"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // Near the target the square of r/c may underflow where ½r² does not.
        R size = R.Abs(prediction - target), ratio = size / R.Of(C), half = R.Of(0.5);
        R far = R.Of(-0.5 * C) * (R.Of(C) * R.Expm1(-(ratio * ratio)));
        return R.WhereLess(ratio, R.Of(1e-18), half * size * size, far);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target, ratio = residual / R.Of(C);
        return R.WhereLess(R.Abs(ratio), R.Of(1e-18), residual,
            RealMath.TimesUnlessZero(RealMath.ExpOfMinusSquare(ratio), residual));
    }
}

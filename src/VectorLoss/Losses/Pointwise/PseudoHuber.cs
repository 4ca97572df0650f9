using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>A smooth Huber loss: quadratic near the target, linear far from it.</summary>
public readonly struct PseudoHuber : IPointLoss, ICatalogued
{
    // The inverse is kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting delta, inverse;

    /// <summary>A pseudo-Huber loss.</summary>
    /// <param name="delta">The slope far from the target; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not finite or not above 0.</exception>
    public PseudoHuber(double delta)
        => (this.delta, inverse) = (new(Option.Positive(delta), 1), new(1 / delta, 1));

    /// <summary>The slope far from the target.</summary>
    public double Delta => delta.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("pseudo-huber", "δ²(√(1 + (r/δ)²) − 1), r = p − t",
        "P. Charbonnier et al. 1997, doi:10.1109/83.551699; R. Hartley, A. Zisserman 2003, A6.8")
    {
        Aliases = ["charbonnier"],
        Options = [new("delta", 1, "> 0", "the slope far from the target")],
        LikelihoodOf = "hyperbolic distribution of fixed scale",
        Note = "Charbonnier's √(r² + ε²) is this with δ = ε, divided by ε, plus ε",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new PseudoHuber(options["delta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // r²/(1 + √(1 + q²)): the difference of two numbers near 1 is never formed.
        R size = R.Abs(prediction - target), ratio = size * R.Of(inverse.Or(1));
        R near = size * (size / (R.Of(1) + Root(ratio)));
        return R.WhereLess(R.Of(RealMath.OnePlusSquareIsSquare), ratio, R.Of(Delta) * (size - R.Of(Delta)), near);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target, ratio = R.Abs(residual) * R.Of(inverse.Or(1));
        R far = R.WhereLess(residual, R.Of(0), R.Of(-Delta), R.Of(Delta));
        return R.WhereLess(R.Of(RealMath.OnePlusSquareIsSquare), ratio, far, residual / Root(ratio));
    }

    static bool IPointLoss.HasCurvature => true;

    // (1 + q²)^(−3/2)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static R IPointLoss.Curvature<TLoss, R>(TLoss loss, R prediction, R target)
    {
        R share = R.Of(1) / Root((prediction - target) * R.Of(((PseudoHuber)(object)loss).inverse.Or(1)));
        return share * share * share;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Root<R>(R ratio) where R : struct, IReal<R> => R.Sqrt(R.MulAdd(ratio, ratio, R.Of(1)));
}

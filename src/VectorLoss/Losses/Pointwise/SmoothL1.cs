using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The Huber loss over β: quadratic near the target, |p − t| − ½β beyond β, and |p − t| itself when β = 0.
/// </summary>
public readonly struct SmoothL1 : IPointLoss, ICatalogued
{
    private readonly Setting beta;

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting inverse;

    /// <summary>A smooth L1 loss.</summary>
    /// <param name="beta">Where the parabola becomes a line; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not finite or below 0.</exception>
    public SmoothL1(double beta)
        => (this.beta, inverse) = (new(Option.NonNegative(beta), 1), new(beta == 0 ? 0 : 1 / beta, 1));

    /// <summary>Where the parabola becomes a line.</summary>
    public double Beta => beta.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "smooth-l1", "½r²/β if |r| < β, else |r| − ½β, r = p − t", "R. Girshick 2015, arXiv:1504.08083")
    {
        Options = [new("beta", 1, "≥ 0", "where the parabola becomes a line; 0 gives |p − t|")],
        Kinks = "the curvature jumps at |r| = β; at β = 0 the slope jumps at p = t, where it is 0, of least norm",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new SmoothL1(options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R size = R.Abs(prediction - target), inner = R.AtMost(size, R.Of(Beta));
        return R.MulAdd(R.Of(0.5 * inverse.Or(1)) * inner, inner, size - inner);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => Beta == 0
        ? RealMath.Sign(prediction - target)
        : RealMath.Clamp((prediction - target) * R.Of(inverse.Or(1)), R.Of(-1), R.Of(1));

    /// <inheritdoc/>
    public double[] Kinks(double target) => Beta == 0 ? [target] : [target - Beta, target + Beta];
}

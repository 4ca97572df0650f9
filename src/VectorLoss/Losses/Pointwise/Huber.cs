using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Quadratic near the target, linear beyond <see cref="Delta"/>.</summary>
public readonly struct Huber : IPointLoss, ICatalogued
{
    private readonly Setting delta;

    /// <summary>A Huber loss.</summary>
    /// <param name="delta">Where the parabola becomes a line; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not finite or not above 0.</exception>
    public Huber(double delta) => this.delta = new(Option.Positive(delta), 1);

    /// <summary>Where the parabola becomes a line.</summary>
    public double Delta => delta.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "huber", "½r² if |r| ≤ δ, else δ(|r| − ½δ), r = p − t", "P. J. Huber 1964, doi:10.1214/aoms/1177703732")
    {
        Options = [new("delta", 1, "> 0", "where the parabola becomes a line")],
        Kinks = "the curvature jumps at |r| = δ; value and slope are continuous",
        LikelihoodOf = "Huber's least favourable distribution",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Huber(options["delta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R size = R.Abs(prediction - target), bound = R.Of(Delta);
        R inner = R.AtMost(size, bound);
        return R.MulAdd(R.Of(0.5) * inner, inner, bound * (size - inner));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => RealMath.Clamp(prediction - target, R.Of(-Delta), R.Of(Delta));

    /// <inheritdoc/>
    public double[] Kinks(double target) => [target - Delta, target + Delta];
}

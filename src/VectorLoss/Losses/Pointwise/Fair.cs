using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>c²(|r|/c − log(1 + |r|/c)): quadratic near the target, nearly linear far from it.</summary>
public readonly struct Fair : IPointLoss, ICatalogued
{
    private readonly Setting c;

    /// <summary>A fair loss.</summary>
    /// <param name="c">The scale, which the slope approaches; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="c"/> is not finite or not above 0.</exception>
    public Fair(double c) => this.c = new(Option.Positive(c), 1);

    /// <summary>The scale, which the slope approaches.</summary>
    public double C => c.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "fair", "c²(q − log(1 + q)), q = |p − t|/c", "R. C. Fair 1974, Annals of Economic and Social Measurement 3")
    {
        Options = [new("c", 1, "> 0", "the scale, which the slope approaches")],
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new Fair(options["c"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // |r|·(c·h), where h = 1 − log(1 + q)/q: its factors neither over- nor underflow before it.
        R size = R.Abs(prediction - target);
        return size * (R.Of(C) * R.LogShortfall(size / R.Of(C)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R residual = prediction - target, ratio = R.Abs(residual) / R.Of(C);
        R far = R.WhereLess(residual, R.Of(0), R.Of(-C), R.Of(C));
        return R.WhereLess(R.Of(1e36), ratio, far, residual / (R.Of(1) + ratio));
    }

    static bool IPointLoss.HasCurvature => true;

    // (1 + q)⁻²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static R IPointLoss.Curvature<TLoss, R>(TLoss loss, R prediction, R target)
    {
        R share = R.Of(1) / (R.Of(1) + R.Abs(prediction - target) / R.Of(((Fair)(object)loss).C));
        return share * share;
    }
}

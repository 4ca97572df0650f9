using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a time, seen or censored from the right, whose logarithm is Gaussian.
/// </summary>
/// <param name="scale">How far the logarithms of times spread; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite or not above 0.</exception>
[SkipLocalsInit]
public readonly struct LogNormalFailureTime(double scale) : ITripleLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 1);

    /// <summary>How far the logarithms of times spread.</summary>
    public double Scale => scale.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("aft-log-normal",
        "e·(½z² + ½log 2π + log σt) − (1 − e)·log Φ(−z), z = (log t − p)/σ",
        "L.-J. Wei 1992, doi:10.1002/sim.4780111409")
    {
        Inputs = LifeTimes.Inputs,
        Link = Link.Exponential,
        Options = LifeTimes.Options,
        ArrayOption = ("upper", () => IntervalLogNormalFailureTime.Card),
        Note = LifeTimes.Note,
        LikelihoodOf = "log-normal of median e^p, censored from the right",
        Create = LossFactory.Triple(options => new LogNormalFailureTime(options["scale"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => ValueAndSlopes(this, first, second, third, out _);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        ValueAndSlopes(this, first, second, third, out Triple<R> slopes);
        return slopes;
    }

    /// <inheritdoc/>
    // Not inlined: it is more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        LifeTime<R> life = new(first, second, third, ((LogNormalFailureTime)(object)loss).Scale);
        R z = life.Z, root = R.Sqrt(R.Of(0.5)), survived = -R.LogNormalCdf(-z);
        R hazard = R.TwoOverRootPi * root / R.Erfcx(z * root);
        return life.Of(survived, R.Of(0.5) * z * z + R.HalfLogTwoPi - survived, hazard, z, out slopes);
    }
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// <see cref="LogLogisticFailureTime"/> of a time that lies between two bounds, which are equal where it was seen.
/// </summary>
/// <param name="scale">How far the logarithms of times spread; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite or not above 0.</exception>
[SkipLocalsInit]
public readonly struct IntervalLogLogisticFailureTime(double scale) : ITripleLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 1);

    /// <summary>How far the logarithms of times spread.</summary>
    public double Scale => scale.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("interval-aft-log-logistic",
        "−log(σ(z₂) − σ(z₁)), or log(1 + e^z)(1 + e^−z) + log σt where both are one; z = (log t − p)/σ",
        "A. Barnwal, H. Cho, T. Hocking 2022, doi:10.1080/10618600.2022.2067548; arXiv:2006.04920")
    {
        Inputs = LifeTimes.Bounds,
        Link = Link.Exponential,
        Options = LifeTimes.Options,
        Note = LifeTimes.IntervalNote,
        LikelihoodOf = "log-logistic of median e^p, censored to intervals",
        Create = LossFactory.Triple(options => new IntervalLogLogisticFailureTime(options["scale"])),
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
        LifeInterval<R> life = new(first, second, third, ((IntervalLogLogisticFailureTime)(object)loss).Scale);
        LogisticInterval<R> logistic = new(life);
        slopes = life.Slopes(logistic.Slope, logistic.LowSlope);
        return logistic.Value;
    }
}

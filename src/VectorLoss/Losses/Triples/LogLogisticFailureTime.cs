using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a time, seen or censored from the right, whose logarithm is logistic.
/// </summary>
/// <param name="scale">How far the logarithms of times spread; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite or not above 0.</exception>
[SkipLocalsInit]
public readonly struct LogLogisticFailureTime(double scale) : ITripleLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 1);

    /// <summary>How far the logarithms of times spread.</summary>
    public double Scale => scale.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("aft-log-logistic",
        "e·(log(1 + e^−z) + log σt) + log(1 + e^z), z = (log t − p)/σ",
        "S. Bennett 1983, doi:10.2307/2347295")
    {
        Inputs = LifeTimes.Inputs,
        Link = Link.Exponential,
        Options = LifeTimes.Options,
        ArrayOption = ("upper", () => IntervalLogLogisticFailureTime.Card),
        Note = LifeTimes.Note,
        LikelihoodOf = "log-logistic of median e^p, censored from the right",
        Create = LossFactory.Triple(options => new LogLogisticFailureTime(options["scale"])),
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
        LifeTime<R> life = new(first, second, third, ((LogLogisticFailureTime)(object)loss).Scale);
        Logistic<R> logistic = new(life.Z);
        R rare = logistic.Surprises(out R survived), one = R.Of(1), hazard = logistic.Chance(out _);
        return life.Of(survived, rare, hazard, logistic.Slope(one, one), out slopes);
    }
}

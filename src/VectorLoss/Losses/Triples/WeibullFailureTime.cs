using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a time, seen or censored from the right, that is Weibull.
/// </summary>
/// <param name="scale">How far the logarithms of times spread; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite or not above 0.</exception>
[SkipLocalsInit]
public readonly struct WeibullFailureTime(double scale) : ITripleLoss, ICatalogued
{
    private readonly Setting scale = new(Option.Positive(scale), 1);

    /// <summary>How far the logarithms of times spread.</summary>
    public double Scale => scale.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("aft-weibull",
        "e^z + e·(log σt − z), z = (log t − p)/σ",
        "J. D. Kalbfleisch, R. L. Prentice 2002, doi:10.1002/9781118032985")
    {
        Inputs = LifeTimes.Inputs,
        Link = Link.Exponential,
        Options = LifeTimes.Options,
        ArrayOption = ("upper", () => IntervalWeibullFailureTime.Card),
        Note = LifeTimes.Note,
        LikelihoodOf = "Weibull of scale e^p and shape 1/σ, censored from the right",
        Create = LossFactory.Triple(options => new WeibullFailureTime(options["scale"])),
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
        LifeTime<R> life = new(first, second, third, ((WeibullFailureTime)(object)loss).Scale);
        R z = life.Z, power = R.Exp(z);
        return life.Of(power, -z, power, R.Expm1(z), out slopes);
    }
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a target under a logistic distribution of predicted mean and scale.
/// </summary>
public readonly struct LogisticNegativeLogLikelihood : ITripleLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("logistic-nll", "log s + z + 2·log(1 + e^−z), z = (p − t)/s",
        "N. Balakrishnan 1991, Handbook of the Logistic Distribution")
    {
        Inputs = LocationScale.Inputs,
        LikelihoodOf = "logistic of mean p and scale s",
        Create = LossFactory.Triple(_ => new LogisticNegativeLogLikelihood()),
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
    // 1 − e^−|z| keeps the digits of a slope near 0, and e^−|z| is what it leaves. The sign is chosen as in Logistic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        R zero = R.Of(0), one = R.Of(1), z = (first - second) / third, minus = R.WhereLess(z, zero, z, -z);
        R missed = -R.Expm1(minus), tail = one - missed, size = missed / (one + tail), log = R.Log1p(tail);
        R slope = R.WhereLess(z, zero, -size, size);
        slopes = LocationScale.Slopes(slope, z * slope, third);
        return R.Log(third) + (log + log - minus);
    }
}

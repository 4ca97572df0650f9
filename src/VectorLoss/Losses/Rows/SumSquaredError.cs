using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// ½Σ(p − t)² over a row: the textbook's sum of squared errors, whose mean is over rows and not over elements.
/// </summary>
public readonly struct SumSquaredError : IRowLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "sum-squared-error", "½Σ(p − t)² over a row", "K. Saito, Deep Learning from Scratch, ch. 4")
    {
        Aliases = ["sse"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        LikelihoodOf = "Gaussian of variance 1",
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Row(_ => new SumSquaredError()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => new(R.Of(0.5) * RealMath.Square(first - second), R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(sums.First, R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => sums.First;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.Of(1), R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R slope = slopes.First * (first - second);
        return new(slope, -slope, R.Of(0));
    }
}

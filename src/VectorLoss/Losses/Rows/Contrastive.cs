using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// ½d² of rows that belong together (t = 1), ½ max(0, m − d)² of others (t = −1), d = ‖a − b‖: the others are pushed
/// apart until their distance is the margin.
/// </summary>
/// <param name="margin">The distance from which rows that do not belong together cost nothing.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite or not above 0.</exception>
public readonly struct Contrastive(double margin) : IRowLoss, ICatalogued
{
    private readonly Setting margin = new(Option.Positive(margin), 1);

    /// <summary>The distance from which rows that do not belong together cost nothing.</summary>
    public double Margin => margin.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("contrastive", "½d² if t = 1, ½ max(0, m − d)² if t = −1, d = ‖a − b‖",
        "R. Hadsell, S. Chopra, Y. LeCun 2006, doi:10.1109/CVPR.2006.100")
    {
        Inputs = [new("input1", Domain.Real, true), new("input2", Domain.Real, true),
            new("target", Domain.Sign, false, LossInputKind.PerRow)],
        Link = Link.None,
        Options = [new("margin", 1, "> 0", "the distance from which rows that do not belong together cost nothing")],
        Kinks = "t = −1, d = 0; slope 0, the subgradient of least norm",
        Note = "pytorch-metric-learning's ContrastiveLoss has neither the square nor the ½",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new Contrastive(options["margin"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => new(RealMath.Square(first - second), R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => new(sums.First, R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => R.Of(0.5) * R.WhereLess(R.Of(0), label, sums.First, RealMath.Square(Missing(sums.First)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.WhereLess(R.Of(0), label, R.Of(1), -Missing(sums.First) * new PowerNorm(2, 0).RootSlope(sums.First)),
            R.Of(0), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => new(slopes.First * (first - second), slopes.First * (second - first), R.Of(0));

    [MethodImpl(Compiled.Early)]
    private R Missing<R>(R square) where R : struct, IReal<R> => R.AtLeast(R.Of(Margin) - R.Sqrt(square), R.Of(0));
}

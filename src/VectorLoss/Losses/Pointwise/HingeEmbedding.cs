using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A distance p where the pair belongs together (t = 1); what it lacks of the margin where it does not (t = −1).
/// </summary>
public readonly struct HingeEmbedding : IPointLoss, ICatalogued
{
    private readonly Setting margin;

    /// <summary>A hinge embedding loss.</summary>
    /// <param name="margin">How far apart pairs that do not belong together should be; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
    public HingeEmbedding(double margin) => this.margin = new(Option.Finite(margin), 1);

    /// <summary>How far apart pairs that do not belong together should be.</summary>
    public double Margin => margin.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "hinge-embedding", "p if t = 1, max(0, m − p) if t = −1", "PyTorch, HingeEmbeddingLoss")
    {
        Target = Domain.Sign,
        Link = Link.None,
        Options = [new("margin", 1, "finite", "how far apart pairs that do not belong together should be")],
        Kinks = "t = −1, p = m; slope 0, the subgradient of least norm",
        Claims = Claims.Convex,
        Create = LossFactory.Point(options => new HingeEmbedding(options["margin"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => Apart(target, R.AtLeast(R.Of(Margin) - prediction, R.Of(0))) + Together(target, prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = R.Of(Margin) - prediction, zero = R.Of(0);
        R apart = R.WhereLess(zero, gap, R.Of(-1), R.WhereLess(gap, zero, zero, gap * zero));
        return Apart(target, apart) + Together(target, R.WhereNumber(prediction, R.Of(1), prediction));
    }

    // As in PyTorch, a target that is neither −1 nor 1 takes both parts; a NaN is such a target and shows in the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Apart<R>(R target, R part) where R : struct, IReal<R>
        => R.WhereEqual(target, R.Of(1), R.Of(0), part) + target * R.Of(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static R Together<R>(R target, R part) where R : struct, IReal<R>
        => R.WhereEqual(target, R.Of(-1), R.Of(0), part);

    /// <inheritdoc/>
    public double[] Kinks(double target) => target == 1 ? [] : [Margin];
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The multi-class hinge of Crammer and Singer: the label's logit should exceed the largest other by a margin.
/// </summary>
/// <param name="margin">The margin.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
public readonly struct CrammerSinger(double margin) : ICentredLoss, ICatalogued
{
    private readonly Setting margin = new(Option.Finite(margin), 1);

    /// <summary>The margin.</summary>
    public double Margin => margin.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "crammer-singer", "max(0, margin − xᵧ + maxⱼ≠ᵧ xⱼ)", "K. Crammer, Y. Singer 2001, JMLR 2:265–292")
    {
        Aliases = ["multiclass-hinge", "categorical-hinge"],
        Target = Domain.Label,
        Options = [new("margin", 1, "finite", "by how much the label should exceed the others")],
        Kinks = "xᵧ − max xⱼ = margin: slope 0; several largest xⱼ share the slope: the subgradients of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Centred(options => new CrammerSinger(options["margin"])),
    };

    /// <inheritdoc/>
    public static RowCentre Centre => RowCentre.Label;

    /// <inheritdoc/>
    public static RowFold Fold => RowFold.Largest;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R distance, R target) where R : struct, IReal<R> => R.AtLeast(distance + R.Of(Margin), R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R distance, R target) where R : struct, IReal<R> => RealMath.Sign(Value(distance, target));
}

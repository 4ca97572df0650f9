using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Multi-class margin loss: the label's logit should exceed every other by a margin.</summary>
/// <param name="p">1 or 2: the power of the amount below the margin.</param>
/// <param name="margin">The margin.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
public readonly struct MultiMargin(int p, double margin = 1) : ICentredLoss, ICatalogued
{
    private readonly Setting p = new(Option.Within(p, 1, 2), 1);
    private readonly Setting margin = new(Option.Finite(margin), 1);

    /// <summary>1 or 2.</summary>
    public int P => (int)p.Or(1);

    /// <summary>The margin.</summary>
    public double Margin => margin.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "multi-margin", "1/C·Σⱼ≠ᵧ max(0, margin − xᵧ + xⱼ)^p", "J. Weston, C. Watkins 1999; PyTorch, MultiMarginLoss")
    {
        Target = Domain.Label,
        Options =
        [
            new("p", 1, "1 or 2", "the power of the amount below the margin", OptionKind.WholeNumber),
            new("margin", 1, "finite", "by how much the label should exceed the others"),
        ],
        Kinks = "p = 1: xᵧ − xⱼ = margin; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Centred(options => new MultiMargin((int)options["p"], options["margin"])),
    };

    /// <inheritdoc/>
    public static RowCentre Centre => RowCentre.Label;

    /// <inheritdoc/>
    public static RowFold Fold => RowFold.MeanOverClasses;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R distance, R target) where R : struct, IReal<R>
    {
        R missing = R.AtLeast(distance + R.Of(Margin), R.Of(0));
        return P == 1 ? missing : missing * missing;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R distance, R target) where R : struct, IReal<R>
    {
        R missing = R.AtLeast(distance + R.Of(Margin), R.Of(0));
        return P == 1 ? RealMath.Sign(missing) : missing + missing;
    }
}

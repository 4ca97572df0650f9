using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>−log p of the target class, from log-probabilities.</summary>
public readonly struct NegativeLogLikelihood : ICentredLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new("nll", "−xᵧ, where x = log p",
        "R. A. Fisher 1922, doi:10.1098/rsta.1922.0009")
    {
        Aliases = ["negative-log-likelihood"],
        Target = Domain.Label,
        Link = Link.None,
        LikelihoodOf = "categorical",
        Claims = Claims.Convex,
        Create = LossFactory.Centred(_ => new NegativeLogLikelihood()),
    };

    /// <inheritdoc/>
    public static RowCentre Centre => RowCentre.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R distance, R target) where R : struct, IReal<R> => -target * distance;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R distance, R target) where R : struct, IReal<R> => -target;
}

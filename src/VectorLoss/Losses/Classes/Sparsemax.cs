using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The sparsemax loss: what softmax cross-entropy is to softmax, for p = the projection of the logits on the simplex,
/// which gives exact zeros.
/// </summary>
/// <remarks>
/// With p = max(x − τ, 0), the loss −⟨t, x⟩ + ½Σₛ(x² − τ²) + ½‖t‖² is ½‖p − t‖² + Σ t·max(τ − x, 0), a sum that does
/// not cancel. Targets are distributions: they sum to 1.
/// </remarks>
public readonly struct Sparsemax : ICentredLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "sparsemax", "½‖p − t‖² + Σ t·max(τ − x, 0), p = max(x − τ, 0)",
        "A. Martins, R. Astudillo 2016, arXiv:1602.02068")
    {
        Aliases = ["multiclass-sparsemax"],
        Target = Domain.Label,
        Link = Link.Sparsemax,
        Kinks = "value and slope are continuous; the curvature jumps where the support changes",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Centred(_ => new Sparsemax()),
    };

    /// <inheritdoc/>
    public static RowCentre Centre => RowCentre.Threshold;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R distance, R target) where R : struct, IReal<R>
    {
        R zero = R.Of(0), rest = R.AtLeast(distance, zero) - target;
        // A masked class lies infinitely far below; without a target it costs nothing.
        R below = R.WhereEqual(target, zero, zero, target * R.AtLeast(-distance, zero));
        return R.MulAdd(R.Of(0.5) * rest, rest, below);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R distance, R target) where R : struct, IReal<R> => R.AtLeast(distance, R.Of(0)) - target;
}

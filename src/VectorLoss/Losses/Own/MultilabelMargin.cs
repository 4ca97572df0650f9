using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// 1/C·Σ max(0, 1 − (xⱼ − xᵢ)) over every label j of a row and every class i that is no label: a label's logit should
/// exceed that of every other class by 1.
/// </summary>
public readonly struct MultilabelMargin : ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "multilabel-margin", "1/C·Σⱼ∈labels Σᵢ∉labels max(0, 1 − (xⱼ − xᵢ))", "PyTorch, MultiLabelMarginLoss")
    {
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Label, false)],
        Kinks = "xⱼ − xᵢ = 1; slope 0, the subgradient of least norm",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.LabelSet(_ => new MultilabelMargin()),
    };

    /// <summary>The loss of a pair of a label and another class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Value<R>(R label, R other) where R : struct, IReal<R>
        => R.AtLeast(R.Of(1) - (label - other), R.Of(0));

    /// <summary>∂Value/∂other, which is also −∂Value/∂label.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Slope<R>(R label, R other) where R : struct, IReal<R>
    {
        R gap = R.Of(1) - (label - other), zero = R.Of(0);
        return R.WhereLess(zero, gap, R.Of(1), R.WhereLess(gap, zero, zero, gap * zero));
    }
}

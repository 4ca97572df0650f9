using System.Numerics;

namespace VectorLoss.Training;

/// <summary>
/// Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η·m̂ / (√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
/// The decay λ is part of the gradient, g + λp, and passes through the division; <see cref="AdamW{T}"/> decays beside
/// it.
/// </summary>
/// <remarks>
/// Source: D. P. Kingma and J. Ba 2015, arXiv:1412.6980, algorithm 1.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adam<T> : MomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(2, beta1, beta2, epsilon, weightDecay)
    {
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        AdamStep numbers = Numbers(step.Rate);
        Run(new AdamRule<PlainSquares>(numbers), new AdamRule<RootSquares>(numbers), step);
    }
}

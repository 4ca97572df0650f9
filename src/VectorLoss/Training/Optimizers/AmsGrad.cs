using System.Numerics;

namespace VectorLoss.Training;

/// <summary>
/// AMSGrad: Adam whose divisor takes the largest v so far, u ← max(u, v), p ← p − η·m̂ / (√(u/(1 − β₂ᵗ)) + ε), so that
/// the steps of a number do not grow again. The decay λ is part of the gradient.
/// </summary>
/// <remarks>
/// Source: S. J. Reddi, S. Kale and S. Kumar 2018, arXiv:1904.09237, algorithm 2, which leaves out the corrections of
/// Adam for brevity; they are here as in PyTorch.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AmsGrad<T> : MomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public AmsGrad(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(3, beta1, beta2, epsilon, weightDecay)
    {
    }

    /// <inheritdoc/>
    public override string Name => "amsgrad";

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        AdamStep numbers = Numbers(step.Rate);
        Run(new AmsGradRule<PlainSquares>(numbers), new AmsGradRule<RootSquares>(numbers), step);
    }
}

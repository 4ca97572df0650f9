using System.Numerics;

namespace VectorLoss.Training;

/// <summary>
/// Adam with decoupled decay, p ← p(1 − ηλ) before the step of <see cref="Adam{T}"/>: it does not pass through the
/// division by √v̂.
/// </summary>
/// <remarks>
/// Source: I. Loshchilov and F. Hutter 2019, arXiv:1711.05101, algorithm 2.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AdamW<T> : MomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public AdamW(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(2, beta1, beta2, epsilon, weightDecay)
    {
    }

    /// <inheritdoc/>
    public override string Name => "adamw";

    internal override bool IsDecoupled => true;

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        AdamStep numbers = Numbers(step.Rate, 1 - (step.Rate * step.WeightDecay));
        ParameterStep<T> alone = step with { WeightDecay = 0 };
        Run(new AdamRule<PlainSquares>(numbers), new AdamRule<RootSquares>(numbers), alone);
    }
}

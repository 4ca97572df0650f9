using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// RAdam: Adam whose step is rectified by the variance of 1/√v. With ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), ρ∞ = 2/(1 − β₂) − 1:
/// p ← p − η·m̂ while ρ is at most a threshold, then p ← p − η·r·m̂·√(1 − β₂ᵗ) / (√v + ε) with
/// r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)). The decay λ is part of the gradient.
/// </summary>
/// <remarks>
/// Source: L. Liu et al. 2020, arXiv:1908.03265, algorithm 2, where the threshold is 4; PyTorch and the code of the
/// authors use 5. The paper has no ε; it is where PyTorch has it. TorchSharp multiplies by the square of the rate
/// in rectified steps, which is not the paper's.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RAdam<T> : MomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double limit;

    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <param name="threshold">ρ above which steps are rectified: 4 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public RAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0,
        double threshold = 4)
        : base(2, beta1, beta2, epsilon, weightDecay)
    {
        Threshold = Option.AtLeast(threshold, 4);
        limit = (2 / (1 - beta2)) - 1;
    }

    /// <inheritdoc/>
    public override string Name => "radam";

    /// <summary>ρ above which steps are rectified.</summary>
    public double Threshold { get; }

    private double Rectification(double length)
        => Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        double length = limit - (2 * Steps * Beta2Power / (1 - Beta2Power));
        AdamStep plain = Numbers(step.Rate);
        AdamStep numbers = length <= Threshold
            ? plain with { Lift = 0, Epsilon = 1 }
            : plain with { Lift = 1, Step = plain.Step * Math.Sqrt(1 - Beta2Power) * Rectification(length) };
        Run(new AdamRule<PlainSquares>(numbers), new AdamRule<RootSquares>(numbers), step);
    }
}

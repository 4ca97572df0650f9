using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// NAdam: Adam with Nesterov's look ahead. With momenta μₜ = β₁(1 − ½·0.96^(ψt)) and Mₜ = μ₁·…·μₜ: m ← μₜm + (1 − μₜ)g,
/// p ← p − η(μₜ₊₁·m/(1 − Mₜ₊₁) + (1 − μₜ)·g/(1 − Mₜ)) / (√v̂ + ε). The decay λ is part of the gradient.
/// </summary>
/// <remarks>
/// Source: T. Dozat 2016, "Incorporating Nesterov momentum into Adam", ICLR workshop, algorithm 2; its n̂ is read as
/// n/(1 − νᵗ). PyTorch differs in two places: its mean of gradients keeps β₁ and not μₜ, and, in the form for single
/// tensors of version 1.13, Mₜ₊₁ counts μₜ twice. This is the paper's.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NAdam<T> : MomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private double momentum;

    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <param name="momentumDecay">ψ, how fast the momentum grows to β₁: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public NAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0,
        double momentumDecay = 0.004)
        : base(2, beta1, beta2, epsilon, weightDecay)
    {
        MomentumDecay = Option.NonNegative(momentumDecay);
    }

    /// <inheritdoc/>
    public override string Name => "nadam";

    /// <summary>ψ, how fast the momentum grows to β₁.</summary>
    public double MomentumDecay { get; }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        double power = MomentumPower;
        base.BeginStep();
        momentum = Momentum(Steps);
        MomentumPower = power * momentum;
    }

    // Our own power: that of a C library has other bits on another machine.
    private double Momentum(long step) => Beta1
        * (1 - (0.5 * Lane1<double>.Pow(new(0.96), new(step * MomentumDecay)).Number));

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        double next = Momentum(Steps + 1), power = MomentumPower;
        double ahead = next / (1 - (power * next)), own = (1 - momentum) / (1 - power), sum = ahead + own;
        AdamStep numbers = Numbers(step.Rate) with { Beta1 = momentum, Step = step.Rate * sum };
        Run(new NAdamRule<PlainSquares>(numbers, own / sum), new NAdamRule<RootSquares>(numbers, own / sum), step);
    }
}

using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// Lion: every number moves by the rate, against the sign of a mean of gradients. p ← p(1 − ηλ) − η·sign(β₁m + (1 −
/// β₁)g), then m ← β₂m + (1 − β₂)g; the sign of 0 is 0. The decay is decoupled.
/// </summary>
/// <remarks>
/// Source: X. Chen et al. 2023, arXiv:2302.06675, algorithm 2. Its rate is 3 to 10 times smaller than Adam's, its decay
/// larger. A mean below 2⁻¹⁰⁰ in float, 2⁻⁹⁹⁶ in double, is 0 on every machine.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Lion<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="beta1">β₁, the part of the mean in the direction: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean: from 0 to below 1.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Lion(double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0) : base(1, weightDecay)
    {
        Beta1 = Option.FromBelow(beta1, 0, 1);
        Beta2 = Option.FromBelow(beta2, 0, 1);
    }

    /// <summary>β₁, the part of the mean in the direction.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, the decay of the mean.</summary>
    public double Beta2 { get; }

    /// <inheritdoc/>
    public override string Name => "lion";

    internal override bool IsDecoupled => true;

    /// <inheritdoc/>
    protected override void BeginStep()
    {
    }

    /// <inheritdoc/>
    protected override double Reach(double gradient) => Math.Max(gradient, 1);

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
        => step.Run(new LionRule(step.Rate, Beta1, Beta2, 1 - (step.Rate * step.WeightDecay)));
}

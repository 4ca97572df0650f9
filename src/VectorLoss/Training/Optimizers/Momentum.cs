using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// Gradient descent with momentum, v ← μv − η(g + λp), p ← p + v, v = 0 at first: the decay λ is part of the gradient.
/// The rate is inside the velocity, as in B. T. Polyak 1964, doi:10.1016/0041-5553(64)90137-5; libraries that keep it
/// outside give the same path as long as the rate is constant.
/// </summary>
/// <remarks>
/// A velocity below 2⁻¹⁰⁰ in float, 2⁻⁹⁹⁶ in double, is 0 on every machine: on some, the subnormal numbers into which
/// it decays otherwise cost as much as a hundred others.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Momentum<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gradient descent with momentum.</summary>
    /// <param name="coefficient">μ: from 0 to below 1.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Momentum(double coefficient = 0.9, double weightDecay = 0) : base(1, weightDecay)
        => Coefficient = Option.FromBelow(coefficient, 0, 1);

    /// <summary>μ: what is kept of the velocity.</summary>
    public double Coefficient { get; }

    /// <inheritdoc/>
    public override string Name => "momentum";

    /// <inheritdoc/>
    protected override void BeginStep()
    {
    }

    /// <inheritdoc/>
    protected override double Reach(double gradient) => gradient / (1 - Coefficient);

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
        => step.Run(new MomentumRule(step.Rate, Coefficient, step.WeightDecay));
}

using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// Gradient descent, p ← p − ηd with d = g + λp. With momentum μ: v ← μv + (1 − τ)d, without the dampening τ in the
/// first step, and v in the place of d, or d + μv as Nesterov looks ahead. The decay λ is an L2 penalty ½λ|p|².
/// </summary>
/// <remarks>
/// The rate is outside the velocity, as in PyTorch and in I. Sutskever et al. 2013, "On the importance of
/// initialization and momentum in deep learning"; in <see cref="Momentum{T}"/> it is inside. A velocity below 2⁻¹⁰⁰ in
/// float, 2⁻⁹⁹⁶ in double, is 0 on every machine.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gradient descent.</summary>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <param name="momentum">μ: from 0 to below 1.</param>
    /// <param name="dampening">τ: from 0 to 1.</param>
    /// <param name="nesterov">Whether steps look ahead; with momentum and without dampening.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">Nesterov's form without momentum, or with dampening.</exception>
    public Sgd(double weightDecay = 0, double momentum = 0, double dampening = 0, bool nesterov = false)
        : base(momentum == 0 ? 0 : 1, weightDecay)
    {
        Momentum = Option.FromBelow(momentum, 0, 1);
        Dampening = Option.Within(dampening, 0, 1);
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Nesterov's form needs momentum, and no dampening.", nameof(nesterov));
        Nesterov = nesterov;
    }

    /// <summary>μ: what is kept of the velocity.</summary>
    public double Momentum { get; }

    /// <summary>τ: the part of a gradient that does not reach the velocity.</summary>
    public double Dampening { get; }

    /// <summary>Whether steps look ahead.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    public override string Name => "sgd";

    internal override T? Factor(double rate)
        => WeightDecay == 0 && Momentum == 0 ? T.CreateTruncating(-rate) : null;

    /// <inheritdoc/>
    protected override void BeginStep()
    {
    }

    /// <inheritdoc/>
    protected override double Reach(double gradient) => 2 * gradient / (1 - Momentum);

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        if (Momentum == 0)
            step.RunDecayed(new PlainRule(step.Rate));
        else
            step.RunDecayed(new SgdRule(step.Rate, Momentum, Steps == 1 ? 1 : 1 - Dampening, Nesterov ? Momentum : 1,
                Nesterov ? 1 : 0));
    }
}

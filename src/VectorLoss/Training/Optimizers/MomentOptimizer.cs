using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Adam and its relatives: a mean of gradients m ← β₁m + (1 − β₁)g, divided by the root of a mean of their squares,
/// v ← β₂v + (1 − β₂)g².
/// </summary>
/// <remarks>
/// Gradients up to the type's limit are right: a parameter that meets one of more than 2⁶⁰ (2⁵⁰⁰ in double) keeps √v
/// from then on, and so does every parameter where ε is too small for what follows. A mean m below 2⁻¹⁰⁰ (2⁻⁹⁹⁶) is
/// kept as 0, and a v below 2⁻¹¹⁶ (2⁻¹⁰⁰⁰), whose root does not move √v̂ + ε by half a unit of ε at any step: subnormal
/// numbers cost some machines as much as a hundred others. The rules are the same on every machine.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public abstract class MomentOptimizer<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Running products, not Math.Pow: the bits then do not depend on the C library of the machine.
    private readonly double[] powers = [1, 1];

    private protected MomentOptimizer(int states, double beta1, double beta2, double epsilon, double weightDecay)
        : base(states, weightDecay)
    {
        Beta1 = Option.FromBelow(beta1, 0, 1);
        Beta2 = Option.FromBelow(beta2, 0, 1);
        Epsilon = Option.NonNegative(epsilon);
    }

    /// <summary>β₁, the decay of the mean of gradients.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, the decay of the mean of squared gradients.</summary>
    public double Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <summary>The products of the momenta of all steps, and of β₂.</summary>
    protected sealed override Span<double> Scalars => powers;

    private protected ref double MomentumPower => ref powers[0];

    private protected double Beta2Power => powers[1];

    /// <summary>The numbers of Adam in this step.</summary>
    private protected AdamStep Numbers(double rate, double keep = 1)
        => new(Beta1, Beta2, rate / (1 - powers[0]), 1 / Math.Sqrt(1 - powers[1]), Epsilon, keep);

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        powers[0] *= Beta1;
        powers[1] *= Beta2;
    }

    // |m| is at most the largest gradient, and so is √v; the corrections are largest in the first step.
    /// <inheritdoc/>
    protected override double Reach(double gradient)
        => Math.Max(gradient, gradient / Epsilon / ((1 - Beta1) * Math.Sqrt(1 - Beta2)));

    /// <summary>Applies a rule in the form whose squares are numbers of the type.</summary>
    private protected void Run<TPlain, TRoots>(TPlain plain, TRoots roots, in ParameterStep<T> step)
        where TPlain : struct, IUpdateRule
        where TRoots : struct, IUpdateRule
        => SquareForms<T>.Run(plain, roots, step, this, Epsilon, 1 - Beta2, StateRange<T>.LargestGradient);
}

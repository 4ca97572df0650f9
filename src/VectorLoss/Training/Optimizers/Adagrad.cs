using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// Adagrad: s ← s + g², p ← p − ηₜ·g / (√s + ε) with ηₜ = η / (1 + (t − 1)·δ). The decay λ is part of the gradient.
/// </summary>
/// <remarks>
/// Source: J. Duchi, E. Hazan and Y. Singer 2011, Journal of Machine Learning Research 12, 2121–2159, figure 1 with a
/// diagonal matrix; δ as in PyTorch. Gradients up to the type's limit are right: a parameter that meets one of more
/// than 2⁴⁰ (2⁴⁸⁰ in double) keeps √s from then on, and so does every parameter where ε is too small for what a sum
/// below 2⁻¹¹⁶ (2⁻¹⁰⁰⁰), kept as 0, would change. A step after which √s is beyond the type is not finite.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adagrad<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="rateDecay">δ: finite, not below 0.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Adagrad(double rateDecay = 0, double epsilon = 1e-10, double weightDecay = 0) : base(1, weightDecay)
    {
        RateDecay = Option.NonNegative(rateDecay);
        Epsilon = Option.NonNegative(epsilon);
    }

    /// <summary>δ, by which the rate falls.</summary>
    public double RateDecay { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <inheritdoc/>
    protected override void BeginStep()
    {
    }

    /// <inheritdoc/>
    protected override double Reach(double gradient)
        => Math.Max(gradient * Math.Sqrt(Steps + 1), gradient / Epsilon);

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        double rate = step.Rate / (1 + ((Steps - 1) * RateDecay));
        SquareForms<T>.Run(new AdagradRule<PlainSquares>(rate, Epsilon), new AdagradRule<RootSquares>(rate, Epsilon),
            step, this, Epsilon, 1, StateRange<T>.LargestSummand);
    }
}

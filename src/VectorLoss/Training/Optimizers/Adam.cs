using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η·m̂ / (√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
/// The decay is decoupled, p ← p(1 − ηλ) before the step: it does not pass through the division by √v̂ (AdamW).
/// </summary>
/// <remarks>
/// Sources: D. P. Kingma and J. Ba 2015, arXiv:1412.6980, algorithm 1; I. Loshchilov and F. Hutter 2019,
/// arXiv:1711.05101. Gradients up to the type's limit are right: a parameter that meets one of more than 2⁶⁰ (2⁵⁰⁰ in
/// double) keeps √v from then on, and so does every parameter where ε is too small for what follows. A mean m below
/// 2⁻¹⁰⁰ (2⁻⁹⁹⁶) is kept as 0, and a v below 2⁻¹¹⁶ (2⁻¹⁰⁰⁰), whose root does not move √v̂ + ε by half a unit of ε at
/// any step: subnormal numbers cost some machines as much as a hundred others. The rules are the same on every machine.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adam<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AdamStep step;
    // Whether the second state of a parameter is √v instead of v.
    private readonly List<bool> roots = [];
    // Running products, not Math.Pow: the bits then do not depend on the C library of the machine.
    private double beta1Power = 1;
    private double beta2Power = 1;

    /// <summary>Adam with decoupled weight decay.</summary>
    /// <param name="beta1">β₁, the decay of the mean of gradients: from 0 to below 1.</param>
    /// <param name="beta2">β₂, the decay of the mean of squared gradients: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(weightDecay)
    {
        Beta1 = Option.FromBelow(beta1, 0, 1);
        Beta2 = Option.FromBelow(beta2, 0, 1);
        Epsilon = Option.NonNegative(epsilon);
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "adam";

    private protected override int StateCount => AdamRule.States;

    private protected override double[] Scalars
    {
        get => [beta1Power, beta2Power];
        set => (beta1Power, beta2Power) = (value[0], value[1]);
    }

    private protected override void BeginStep(double rate)
    {
        beta1Power *= Beta1;
        beta2Power *= Beta2;
        double lift = 1 / Math.Sqrt(1 - beta2Power);
        step = new(Beta1, Beta2, rate / (1 - beta1Power), lift, Epsilon, 1 - (rate * WeightDecay));
    }

    // Whether a square that is cut could have moved the divisor: not if its root, lifted, is below half a unit of ε.
    private bool NeedsRoots
    {
        get
        {
            double half = StateRange<T>.HalfUlp(Epsilon);
            return half * half * (1 - Beta2) < StateRange<T>.LeastSquare;
        }
    }

    private protected override void Move(
        int index, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, int threads)
    {
        if (index == roots.Count)
            roots.Add(NeedsRoots);
        if (!roots[index] && !(double.CreateTruncating(LargestGradient ?? LargestSize<T>.Of(gradient))
            <= StateRange<T>.LargestGradient))
        {
            roots[index] = true;
            new OptimizerJob<AdamRoots, T>(default, values, gradient, first, second).RunOn(threads);
        }
        if (roots[index])
            new OptimizerJob<AdamRootRule, T>(new(step), values, gradient, first, second).RunOn(threads);
        else
            new OptimizerJob<AdamRule, T>(new(step), values, gradient, first, second).RunOn(threads);
    }
}

using System.Numerics;

namespace VectorLoss.Training;

/// <summary>What an optimiser moves in one call: a parameter of many numbers, with what it remembers of it.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct ParameterStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ParameterStep(int index, Span<T> values, ReadOnlySpan<T> gradient, ReadOnlySpan<T[]> states)
    {
        Index = index;
        Values = values;
        Gradient = gradient;
        States = states;
    }

    /// <summary>Which parameter: 0, 1, 2 … in the order of the tape.</summary>
    public int Index { get; }

    /// <summary>Its numbers, to be moved in place.</summary>
    public Span<T> Values { get; }

    /// <summary>As many numbers.</summary>
    public ReadOnlySpan<T> Gradient { get; }

    /// <summary>The learning rate η of this parameter: that of the step, times the factor of its group.</summary>
    public double Rate { get; internal init; }

    /// <summary>The weight decay λ of this parameter: that of the optimiser or of its group.</summary>
    public double WeightDecay { get; internal init; }

    /// <summary>How many threads may work, the caller included.</summary>
    public int Threads { get; internal init; }

    internal ReadOnlySpan<T[]> States { get; }

    /// <summary>The largest size of the gradient, decay included, where somebody has looked for it.</summary>
    internal double? LargestGradient { get; init; }

    /// <summary>Numbers that the optimiser remembers of this parameter; 0 before the first step.</summary>
    /// <param name="state">From 0 to below the number of states.</param>
    /// <exception cref="ArgumentOutOfRangeException">The optimiser has no such state: its constructor says how
    /// many.</exception>
    public Span<T> State(int state) => (uint)state < (uint)States.Length ? States[state]
        : throw new ArgumentOutOfRangeException(nameof(state), state,
            $"The optimiser keeps {States.Length} states of each parameter, counted from 0.");

    /// <summary>Applies a rule to every number, on the widest registers and the threads of the step.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentException">The rule has more states than the optimiser: its constructor says how
    /// many.</exception>
    public void Run<TRule>(TRule rule) where TRule : struct, IUpdateRule
    {
        if ((uint)TRule.States > (uint)States.Length)
            throw new ArgumentException($"{typeof(TRule).Name} has {TRule.States} states, and the optimiser keeps "
                + $"{States.Length} of each parameter.", nameof(rule));
        new OptimizerJob<TRule, T>(rule, Values, Gradient, States).RunOn(Threads);
    }

    /// <summary>The same with the gradient g + λp in the place of g.</summary>
    /// <inheritdoc cref="Run"/>
    public void RunDecayed<TRule>(TRule rule) where TRule : struct, IUpdateRule
    {
        if (WeightDecay == 0)
            Run(rule);
        else
            Run(new DecayedRule<TRule>(rule, WeightDecay));
    }
}

using System.Numerics;
using VectorLoss.Kernels;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// Moves parameters against their gradient. State is made at the first step and reused, so later steps allocate
/// nothing. Every parameter is decayed, biases too. The same gradients give the same bits on every machine.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(T[] First, T[] Second)> states = [];

    private protected Optimizer(double weightDecay)
        => WeightDecay = Finite(weightDecay, 0, double.PositiveInfinity, nameof(weightDecay));

    /// <summary>λ, the pull of every parameter towards zero; 0 for none.</summary>
    public double WeightDecay { get; }

    /// <summary>Steps begun so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The name that the command line uses.</summary>
    public abstract string Name { get; }

    private protected abstract int StateCount { get; }

    /// <summary>Begins a step; then <see cref="Update"/> is called once for every parameter.</summary>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN, infinite or negative.</exception>
    public void Begin(double rate)
    {
        Finite(rate, 0, double.PositiveInfinity, nameof(rate));
        Steps++;
        BeginStep(rate);
    }

    /// <summary>Moves one parameter.</summary>
    /// <param name="index">Which one: 0, 1, 2 … in the same order in every step.</param>
    /// <param name="values">Its numbers, moved in place.</param>
    /// <param name="gradient">As many numbers.</param>
    /// <exception cref="ArgumentException">The lengths differ, or differ from the last step's.</exception>
    public void Update(int index, Span<T> values, ReadOnlySpan<T> gradient)
    {
        Require.SameLength(gradient.Length, values.Length, nameof(gradient), nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)states.Count, nameof(index));
        if (index == states.Count)
            states.Add((new T[StateCount > 0 ? values.Length : 0], new T[StateCount > 1 ? values.Length : 0]));
        (T[] first, T[] second) = states[index];
        if (StateCount > 0)
            Require.SameLength(values.Length, first.Length, nameof(values), "the state of this parameter");
        Move(values, gradient, first, second);
    }

    private protected abstract void BeginStep(double rate);

    private protected abstract void Move(Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second);

    private protected static void Run<TRule>(TRule rule, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first,
        Span<T> second)
        where TRule : struct, IUpdateRule
        => Widest.Run<OptimizerKernel<TRule, T>, T, int>(new(rule, values, gradient, first, second));

    private protected static double Finite(double value, double least, double below, string name)
        => double.IsFinite(value) && value >= least && value < below
            ? value
            : throw new ArgumentOutOfRangeException(name, value, below == double.PositiveInfinity
                ? $"{name} must be finite and not below {least}."
                : $"{name} must be at least {least} and below {below}.");
}

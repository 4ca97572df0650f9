using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Moves parameters against their gradient. State is made at the first step and reused, so later steps allocate
/// nothing. Every parameter is decayed, biases too. The same gradients give the same bits on every machine.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(T[] First, T[] Second)> states = [];
    private readonly ParameterSnapshot<T> snapshot = new();

    private protected Optimizer(double weightDecay)
        => WeightDecay = Option.NonNegative(weightDecay);

    /// <summary>λ, the rate at which every parameter decays towards zero; 0 for none.</summary>
    public double WeightDecay { get; }

    /// <summary>Steps begun so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps left out because a gradient was not finite.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>What <see cref="Step"/> does when a gradient is not finite; it throws by default.</summary>
    public NonFiniteGradient OnNonFiniteGradient { get; init; }

    /// <summary>The name that the command line uses.</summary>
    public abstract string Name { get; }

    private protected abstract int StateCount { get; }

    /// <summary>The largest size of the gradient at hand, where <see cref="Step"/> has looked for it.</summary>
    private protected T? LargestGradient { get; private set; }

    /// <summary>
    /// One training step on every parameter of a tape: the bits of <see cref="Tape{T}.ForwardBackward"/>, <see
    /// cref="Begin"/> and an <see cref="Update"/> of each parameter in recorded order. It is faster where the rule is p
    /// − ηg: the product that forms the gradient of a weight then adds the step to the weight at once. That gradient is
    /// not kept.
    /// </summary>
    /// <param name="tape">Its parameters move; it lends its threads.</param>
    /// <param name="loss">A 1×1 variable that depends on a parameter.</param>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <returns>
    /// The loss. If it or a gradient is NaN or infinite, nothing has moved and no step has begun.
    /// </returns>
    /// <exception cref="TrainingDivergedException">The loss is finite and a gradient is not, and <see
    /// cref="OnNonFiniteGradient"/> does not skip such steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN, infinite or negative.</exception>
    /// <exception cref="ArgumentException">The loss is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or was forgotten by a
    /// rewind.</exception>
    public double Step(Tape<T> tape, Var loss, double rate)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Option.NonNegative(rate);
        T? factor = Factor(rate);
        if (factor is not null)
            snapshot.Take(tape);
        double value = double.CreateTruncating(tape.BeginStep(loss));
        if (!double.IsFinite(value))
            return value;
        tape.FinishStep(loss, factor);
        Apply(tape, value, rate);
        return value;
    }

    /// <summary>Moves every parameter of a tape by the gradient that the tape holds.</summary>
    /// <remarks>If a gradient is not finite, nothing moves, and the step is left out or refused.</remarks>
    internal void Apply(Tape<T> tape, double loss, double rate)
    {
        int broken = snapshot.FirstNotFinite(tape);
        if (broken >= 0)
        {
            // Some have moved where a step began inside the products that form the gradients.
            snapshot.Restore(tape);
            SkippedSteps++;
            if (OnNonFiniteGradient == NonFiniteGradient.Skip)
                return;
            throw new TrainingDivergedException(Steps + 1, loss, rate, broken);
        }
        Begin(rate);
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            if (tape.HasMoved(tape.Parameters[i]))
                continue;
            LargestGradient = snapshot.Sizes[i];
            Update(i, tape.Values(tape.Parameters[i]), tape.Gradient(tape.Parameters[i]), tape.Threads);
            LargestGradient = null;
        }
    }

    /// <summary>Begins a step; then <see cref="Update"/> is called once for every parameter.</summary>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN, infinite or negative.</exception>
    public void Begin(double rate)
    {
        Option.NonNegative(rate);
        Steps++;
        BeginStep(rate);
    }

    /// <summary>Moves one parameter.</summary>
    /// <param name="index">Which one: 0, 1, 2 … in the same order in every step.</param>
    /// <param name="values">Its numbers, moved in place.</param>
    /// <param name="gradient">As many numbers.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, or differ from the last step's, or the spans overlap at an offset.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative or skips one, or <paramref
    /// name="threads"/> is below 1.</exception>
    public void Update(int index, Span<T> values, ReadOnlySpan<T> gradient, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Require.SameLength(gradient.Length, values.Length, nameof(gradient), nameof(values));
        Require.SameOrApart(values, gradient, nameof(values), nameof(gradient));
        if (StateCount == 0)
        {
            Move(index, values, gradient, default, default, threads);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, states.Count);
        if (index == states.Count)
            states.Add((new T[values.Length], new T[StateCount > 1 ? values.Length : 0]));
        (T[] first, T[] second) = states[index];
        Require.SameLength(values.Length, first.Length, nameof(values), "the state of this parameter");
        Move(index, values, gradient, first, second, threads);
    }

    /// <summary>The first number of both states of a parameter; 0 for a state that the rule does not have.</summary>
    internal (T First, T Second) State(int index)
        => (states[index].First[0], StateCount > 1 ? states[index].Second[0] : T.Zero);

    /// <summary>
    /// −η where the rule of this step is p ← p − ηg and nothing else, else null. <see cref="Step"/> hands it to the
    /// tape: the product whose backward pass forms g may then add −η·g straight to the weight, see <see cref="Op{T}"/>.
    /// </summary>
    /// <param name="rate">η.</param>
    private protected virtual T? Factor(double rate) => null;

    /// <summary>A copy of all that the next steps depend on, beside the options.</summary>
    /// <param name="old">A copy that is not needed any more: its arrays are used again; or null.</param>
    internal OptimizerState<T> Capture(OptimizerState<T>? old) => new(Name, Steps, [.. Scalars],
        [.. states.Select((state, i) => new T[][]
        {
            Copies.Of<T>(state.First, old?.Arrays.ElementAtOrDefault(i)?[0]),
            Copies.Of<T>(state.Second, old?.Arrays.ElementAtOrDefault(i)?[1]),
        })]);

    /// <summary>Goes on from such a copy, which <see cref="Fits"/>.</summary>
    internal void Restore(OptimizerState<T> state)
    {
        Steps = state.Steps;
        Scalars = [.. state.Scalars];
        states.Clear();
        foreach (IReadOnlyList<T[]> arrays in state.Arrays)
            states.Add(([.. arrays[0]], [.. arrays[1]]));
    }

    /// <summary>Whether a copy is one of this kind of optimiser, for parameters of these lengths.</summary>
    internal bool Fits(OptimizerState<T> state, IReadOnlyList<int> lengths)
        => state.Name == Name && state.Scalars.Count == Scalars.Length
            && state.Arrays.Count == (state.Steps == 0 || StateCount == 0 ? 0 : lengths.Count)
            && state.Arrays.Zip(lengths).All(pair => pair.First.Count == 2
                && pair.First[0].Length == pair.Second
                && pair.First[1].Length == (StateCount > 1 ? pair.Second : 0));

    /// <summary>What a step depends on and no parameter owns; empty for most optimisers.</summary>
    private protected virtual double[] Scalars
    {
        get => [];
        set { }
    }

    private protected abstract void BeginStep(double rate);

    private protected abstract void Move(
        int index, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, int threads);
}

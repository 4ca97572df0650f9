using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Moves parameters against their gradient. State is made at the first step and reused, so later steps allocate
/// nothing. The same gradients give the same bits on every machine.
/// </summary>
/// <remarks>
/// Every parameter is decayed, biases too, unless <see cref="SetGroup"/> says otherwise. An optimiser of your own
/// derives from this class: <see cref="BeginStep"/> changes what belongs to the step, <see cref="Move"/> hands each
/// parameter to a rule with <see cref="ParameterStep{T}.Run"/>; a rule is written over numbers and runs on the widest
/// registers.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private OptimizerMemory<T>? memory;

    /// <summary>An optimiser.</summary>
    /// <param name="states">Numbers that it remembers for each number of a parameter: 0 to 3.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    protected Optimizer(int states, double weightDecay = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(states);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states, 3);
        (StateCount, WeightDecay, Stepper) = (states, Option.NonNegative(weightDecay), new(this));
    }

    /// <summary>The name that the command line uses, and that a checkpoint keeps.</summary>
    public abstract string Name { get; }

    /// <summary>λ, the rate at which every parameter decays towards zero; 0 for none.</summary>
    public double WeightDecay { get; }

    /// <summary>Steps begun so far.</summary>
    public long Steps { get; internal set; }

    /// <summary>Steps left out because a gradient or an update was not finite.</summary>
    public long SkippedSteps { get; internal set; }

    /// <summary>What a step does when a gradient or an update is not finite; it throws by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has no name.</exception>
    public NonFiniteGradient OnNonFiniteGradient
    { get; set => field = Option.Named(value, nameof(OnNonFiniteGradient)); }

    /// <summary>The largest norm of all gradients together, see <see cref="GradientClip"/>; null to clip
    /// none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite and above 0.</exception>
    public double? ClipNorm { get; set => field = value is { } x ? Option.Positive(x, nameof(ClipNorm)) : null; }

    /// <summary>The largest size of a component, cut before the norm is taken; null to cut none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite and above 0.</exception>
    public double? ClipValue { get; set => field = value is { } x ? Option.Positive(x, nameof(ClipValue)) : null; }

    /// <summary>
    /// d: beside each parameter p an average a is kept, p after the first step and a ← d·a + (1 − d)·p after each later
    /// one; <see cref="SwapAverages"/> puts it in the place of p. Null for none.
    /// </summary>
    /// <remarks>Source: B. T. Polyak and A. B. Juditsky 1992, doi:10.1137/0330046, as an exponential
    /// mean.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to below 1.</exception>
    /// <exception cref="InvalidOperationException">There was a step already.</exception>
    public double? AverageDecay
    {
        get;
        set
        {
            if (Steps > 0 || memory?.Count > 0)
                throw new InvalidOperationException("Averages begin with the first step.");
            field = value is { } decay ? Option.FromBelow(decay, 0, 1, nameof(AverageDecay)) : null;
            memory = null;
        }
    }

    /// <summary>The norm of all gradients before the last step clipped it; NaN if it was not measured.</summary>
    public double GradientNorm => Stepper.GradientNorm;

    /// <summary>What belongs to no parameter, such as running products: a checkpoint keeps these numbers.</summary>
    protected virtual Span<double> Scalars => default;

    internal int StateCount { get; }

    internal virtual bool IsDecoupled => false;

    internal OptimizerStepper<T> Stepper { get; }

    internal OptimizerMemory<T> Memory => memory ??= new(StateCount + (AverageDecay is null ? 0 : 1));

    internal Span<double> OwnScalars => Scalars;

    /// <summary>
    /// One training step on every parameter of a tape: the bits of <see cref="Tape{T}.ForwardBackward"/> and <see
    /// cref="Apply(Tape{T}, double)"/>. It is faster where the rule is p − ηg: the product that forms the gradient of a
    /// weight then adds the step to the weight at once. That gradient is not kept.
    /// </summary>
    /// <param name="tape">Its parameters move; it lends its threads.</param>
    /// <param name="loss">A 1×1 variable that depends on a parameter.</param>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <returns>The loss. If it, a gradient or the result of the step is NaN or infinite, nothing has moved, no state
    /// has changed and no step has begun.</returns>
    /// <exception cref="TrainingDivergedException">The loss is finite and a gradient or the result of the step is not,
    /// and <see cref="OnNonFiniteGradient"/> does not skip such steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN, infinite or negative.</exception>
    /// <exception cref="ArgumentException">The loss is not 1×1, or belongs to another tape; or a parameter of the tape
    /// is longer or shorter than in the steps before, or a group names one that the tape has not.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or was forgotten by a rewind; or
    /// the tape shows averages, see <see cref="SwapAverages"/>.</exception>
    public double Step(Tape<T> tape, Var loss, double rate) => Stepper.Step(tape, loss, rate);

    /// <summary>
    /// A step with the gradients that are on the tape: clips them in place if the options say so, and moves every
    /// parameter. Gradients of several batches are accumulated before with <see cref="GradientMode.Accumulate"/> and
    /// seeds that sum up to 1.
    /// </summary>
    /// <param name="tape">Its parameters move.</param>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <returns>Whether they have moved: false where a gradient or the result is not finite and such steps are
    /// skipped.</returns>
    /// <inheritdoc cref="Step"/>
    public bool Apply(Tape<T> tape, double rate)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return Stepper.Apply(tape, new(tape), double.NaN, Option.NonNegative(rate));
    }

    /// <summary>Begins a step; then <see cref="Update"/> is called once for every parameter.</summary>
    /// <param name="rate">The learning rate η of this step: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN, infinite or negative.</exception>
    /// <exception cref="InvalidOperationException">A tape shows averages, see <see cref="SwapAverages"/>.</exception>
    public void Begin(double rate)
    {
        Stepper.Averages.RequireHidden();
        Stepper.Rate = Option.NonNegative(rate);
        Steps++;
        BeginStep();
    }

    /// <summary>Moves one parameter; clipping and the search for NaN are of whole steps.</summary>
    /// <param name="index">Which one: 0, 1, 2 … in the same order in every step.</param>
    /// <param name="values">Its numbers, moved in place.</param>
    /// <param name="gradient">As many numbers.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    /// <exception cref="ArgumentException">The lengths differ, or differ from the last step's, or the spans overlap
    /// at an offset.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative or skips one, or <paramref
    /// name="threads"/> is below 1.</exception>
    public void Update(int index, Span<T> values, ReadOnlySpan<T> gradient, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Require.SameLength(gradient.Length, values.Length, nameof(gradient), nameof(values));
        Require.SameOrApart(values, gradient, nameof(values), nameof(gradient));
        Stepper.Update(index, values, gradient, threads, null);
    }

    /// <summary>Gives parameters a rate and a decay of their own.</summary>
    /// <param name="parameters">Their places on the tape, from 0.</param>
    /// <param name="rateFactor">What their learning rate is multiplied by: finite, not below 0.</param>
    /// <param name="weightDecay">Their λ: finite, not below 0; null for that of the optimiser.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public void SetGroup(ReadOnlySpan<int> parameters, double rateFactor = 1, double? weightDecay = null)
        => Stepper.Groups.Set(parameters, Option.NonNegative(rateFactor),
            weightDecay is { } decay ? Option.NonNegative(decay, nameof(weightDecay)) : null);

    /// <summary>Exchanges the parameters of a tape and their averages: to look at them, and back. Steps are refused in
    /// between.</summary>
    /// <param name="tape">The tape.</param>
    /// <exception cref="InvalidOperationException">There are no averages of these parameters: <see
    /// cref="AverageDecay"/> is null, there was no step, or steps moved another tape.</exception>
    public void SwapAverages(Tape<T> tape) => Stepper.Averages.Swap(tape);

    /// <summary>Changes what belongs to the step: <see cref="Steps"/> counts it already.</summary>
    protected abstract void BeginStep();

    /// <summary>Moves one parameter, usually by <see cref="ParameterStep{T}.Run"/>. An exception takes the whole step
    /// back, where <see cref="Reach"/> did not promise that no copy is needed.</summary>
    /// <param name="step">The parameter.</param>
    protected abstract void Move(in ParameterStep<T> step);

    /// <summary>
    /// A bound of every number that a step makes before it is multiplied by the rate: states, and what is subtracted.
    /// Where it is far from the limit of the type, a step needs no copy of what was before. Infinite if not known.
    /// </summary>
    /// <param name="gradient">No component of a gradient so far, with decay, was larger; nor was its product with the
    /// rate.</param>
    protected virtual double Reach(double gradient) => double.PositiveInfinity;

    /// <summary>−η where the rule of this step is p ← p − ηg and nothing else, else null: the product whose backward
    /// pass forms g may then add −η·g straight to the weight, see <see cref="Op{T}"/>.</summary>
    internal virtual T? Factor(double rate) => null;

    internal void MoveOne(in ParameterStep<T> step) => Move(step);

    internal double ReachOf(double gradient) => Reach(gradient);
}

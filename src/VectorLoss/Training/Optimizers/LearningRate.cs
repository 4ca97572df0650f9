using System.Runtime.CompilerServices;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// The learning rate of every step, counted from 1: a pure function of the step and of the losses of the evaluations so
/// far, so that an interrupted run continues exactly. A schedule of your own derives from it.
/// </summary>
public abstract record LearningRate
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">1 for the first step.</param>
    public abstract double At(long step);

    /// <summary>What the rate is multiplied by after some evaluations; 1 for most schedules.</summary>
    /// <param name="losses">The loss of every evaluation so far, in order.</param>
    public virtual double After(ReadOnlySpan<double> losses) => 1;

    /// <summary>The same rate in every step.</summary>
    /// <param name="rate">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is out of range.</exception>
    public static LearningRate Constant(double rate) => new ConstantRate(Option.Positive(rate));

    /// <summary>rate · factor^⌊(step − 1) / every⌋.</summary>
    /// <param name="rate">The first rate: finite, above 0.</param>
    /// <param name="every">Steps between two drops: above 0.</param>
    /// <param name="factor">What is left after a drop: above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRate StepDecay(double rate, long every, double factor = 0.1)
        => new StepDecayRate(Option.Positive(rate), Positive(every), Part(factor));

    /// <summary>rate · factor^((step − 1) / every): as <see cref="StepDecay"/> without its steps.</summary>
    /// <inheritdoc cref="StepDecay"/>
    public static LearningRate Exponential(double rate, double factor, long every = 1)
        => new ExponentialRate(Option.Positive(rate), Positive(every), Part(factor));

    /// <summary>
    /// Half a cosine from <paramref name="rate"/> in the first step towards <paramref name="last"/>, which holds after
    /// <paramref name="steps"/>.
    /// </summary>
    /// <param name="rate">The first rate: finite, above 0.</param>
    /// <param name="steps">Length of the half wave: above 0.</param>
    /// <param name="last">From 0 to <paramref name="rate"/>.</param>
    /// <remarks>Source: I. Loshchilov and F. Hutter 2017, arXiv:1608.03983, equation 5.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRate Cosine(double rate, long steps, double last = 0)
        => new CosineRate(rate, Positive(steps), Option.Within(last, 0, Option.Positive(rate)));

    /// <summary>
    /// One cycle: half a cosine from rate / divisor up to the rate, then one down to rate / divisor / lastDivisor in
    /// the last step. A rise over all steps ends at the rate, and one over a single step is at the rate. Momenta stay
    /// as they are.
    /// </summary>
    /// <param name="rate">The largest rate: finite, above 0.</param>
    /// <param name="steps">Steps of the cycle: above 0; the last rate holds after them.</param>
    /// <param name="rise">The part of the steps in which the rate rises: from 0 to 1.</param>
    /// <param name="divisor">Finite, at least 1.</param>
    /// <param name="lastDivisor">Finite, at least 1.</param>
    /// <remarks>Source: L. N. Smith and N. Topin 2017, arXiv:1708.07120; the form is that of PyTorch.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LearningRate OneCycle(
        double rate, long steps, double rise = 0.3, double divisor = 25, double lastDivisor = 1e4)
        => new OneCycleRate(Option.Positive(rate), Positive(steps), Option.Within(rise, 0, 1),
            Option.AtLeast(divisor, 1), Option.AtLeast(lastDivisor, 1));

    /// <summary>
    /// This schedule, multiplied by <paramref name="factor"/> whenever the loss of the evaluations has not become less
    /// than (1 − threshold) of its least for more than <paramref name="patience"/> evaluations in a row.
    /// </summary>
    /// <param name="factor">What is left after a drop: above 0, at most 1.</param>
    /// <param name="patience">Not below 0.</param>
    /// <param name="threshold">From 0 to below 1.</param>
    /// <param name="coolDown">Evaluations after a drop that do not count: not below 0.</param>
    /// <param name="least">What the product of the drops does not fall below: from 0 to 1.</param>
    /// <remarks>The rule is that of PyTorch's ReduceLROnPlateau, for losses that are to fall. A loss that is NaN is no
    /// better.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public LearningRate OnPlateau(
        double factor = 0.1, int patience = 10, double threshold = 1e-4, int coolDown = 0, double least = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(coolDown);
        return new PlateauRate(this, Part(factor), patience, Option.FromBelow(threshold, 0, 1), coolDown,
            Option.Within(least, 0, 1));
    }

    /// <summary>
    /// This schedule behind <paramref name="steps"/> steps in which the rate rises evenly: the last of them has the
    /// first rate of this schedule, which goes on from there.
    /// </summary>
    /// <param name="steps">Not below 0; 0 and 1 change nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public LearningRate WarmedUp(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        return steps <= 1 ? this : new WarmUpRate(this, steps);
    }

    private static long Positive(long steps, [CallerArgumentExpression(nameof(steps))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps, name);
        return steps;
    }

    private static double Part(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Option.Positive(factor), 1, nameof(factor));
        return factor;
    }
}

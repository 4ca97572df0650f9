using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// The learning rate of every step, counted from 1: a pure function, so that an interrupted run continues exactly.
/// </summary>
public abstract record LearningRate
{
    private LearningRate()
    {
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">1 for the first step.</param>
    public abstract double At(long step);

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
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Option.Positive(factor), 1, nameof(factor));
        return new StepDecayRate(Option.Positive(rate), every, factor);
    }

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
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        Option.Within(last, 0, Option.Positive(rate));
        return new CosineRate(rate, steps, last);
    }

    /// <summary>
    /// This schedule, its first <paramref name="steps"/> rates multiplied by step / <paramref name="steps"/>.
    /// </summary>
    /// <param name="steps">Not below 0; 0 changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public LearningRate WarmedUp(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        return steps == 0 ? this : new WarmUpRate(this, steps);
    }

    private sealed record ConstantRate(double Rate) : LearningRate
    {
        public override double At(long step) => Rate;
    }

    private sealed record StepDecayRate(double Rate, long Every, double Factor) : LearningRate
    {
        public override double At(long step)
        {
            double rate = Rate;
            for (long drops = (step - 1) / Every; drops > 0 && rate > 0 && Factor < 1; drops--)
                rate *= Factor;
            return rate;
        }
    }

    private sealed record CosineRate(double Rate, long Steps, double Last) : LearningRate
    {
        public override double At(long step)
        {
            double travelled = Math.Clamp((step - 1) / (double)Steps, 0, 1);
            double half = CosineOf(travelled * (Math.PI / 2));
            return Last + ((Rate - Last) * half * half);
        }

        // The Taylor series from 0 to π/2, where the terms beyond t²⁴ are below 2⁻⁶⁰: plain arithmetic has the same
        // bits everywhere, the cosine of a C library has not. ½(1 + cos 2t) = cos² t.
        private static double CosineOf(double t)
        {
            double sum = 1, square = t * t;
            for (int k = 24; k > 0; k -= 2)
                sum = 1 - (sum * square / (k * (k - 1)));
            return Math.Max(sum, 0);
        }
    }

    private sealed record WarmUpRate(LearningRate Then, long Steps) : LearningRate
    {
        public override double At(long step) => step < Steps ? Then.At(step) * step / Steps : Then.At(step);
    }
}

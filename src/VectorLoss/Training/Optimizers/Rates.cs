using VectorLoss.Lanes;

namespace VectorLoss.Training;

internal sealed record ConstantRate(double Rate) : LearningRate
{
    public override double At(long step) => Rate;
}

internal sealed record StepDecayRate(double Rate, long Every, double Factor) : LearningRate
{
    public override double At(long step)
    {
        double rate = Rate;
        for (long drops = (step - 1) / Every; drops > 0 && rate > 0 && Factor < 1; drops--)
            rate *= Factor;
        return rate;
    }
}

internal sealed record ExponentialRate(double Rate, long Every, double Factor) : LearningRate
{
    // Our own power: that of a C library has other bits on another machine.
    public override double At(long step)
        => Rate * Lane1<double>.Pow(new(Factor), new((step - 1) / (double)Every)).Number;
}

internal sealed record CosineRate(double Rate, long Steps, double Last) : LearningRate
{
    public override double At(long step) => HalfWave.Between(Rate, Last, (step - 1) / (double)Steps);
}

internal sealed record OneCycleRate(double Rate, long Steps, double Rise, double Divisor, double LastDivisor)
    : LearningRate
{
    public override double At(long step)
    {
        double first = Rate / Divisor, last = first / LastDivisor, at = step - 1;
        double top = (Rise * Steps) - 1, end = Steps - 1;
        // A rise of one step has no way up: it is at the rate, as the last step of every rise.
        return at <= top ? HalfWave.Between(first, Rate, top > 0 ? at / top : 1)
            : HalfWave.Between(Rate, last, end > top ? (at - top) / (end - top) : 1);
    }
}

internal sealed record PlateauRate(
    LearningRate Then, double Factor, int Patience, double Threshold, int CoolDown, double Least) : LearningRate
{
    public override double At(long step) => Then.At(step);

    public override double After(ReadOnlySpan<double> losses)
    {
        double best = double.PositiveInfinity, product = 1;
        int bad = 0, cool = 0;
        foreach (double loss in losses)
        {
            bool isBetter = loss < best - (double.IsFinite(best) ? Threshold * Math.Abs(best) : 0);
            best = isBetter ? loss : best;
            bad = isBetter || cool > 0 ? 0 : bad + 1;
            cool = Math.Max(0, cool - 1);
            if (bad <= Patience)
                continue;
            (product, bad, cool) = (Math.Max(product * Factor, Least), 0, CoolDown);
        }
        return Then.After(losses) * product;
    }
}

internal sealed record WarmUpRate(LearningRate Then, long Steps) : LearningRate
{
    public override double At(long step) => step < Steps ? Then.At(1) * step / Steps : Then.At(step - Steps + 1);

    public override double After(ReadOnlySpan<double> losses) => Then.After(losses);
}

/// <summary>The way between two numbers along half a cosine.</summary>
internal static class HalfWave
{
    /// <summary>The number at a part of the way; before and after it, the ends.</summary>
    public static double Between(double from, double to, double part)
    {
        double half = Cosine(Math.Clamp(part, 0, 1) * (Math.PI / 2));
        return to + ((from - to) * half * half);
    }

    // The Taylor series from 0 to π/2, where the terms beyond t²⁴ are below 2⁻⁶⁰: plain arithmetic has the same
    // bits everywhere, the cosine of a C library has not. ½(1 + cos 2t) = cos² t.
    private static double Cosine(double t)
    {
        double sum = 1, square = t * t;
        for (int k = 24; k > 0; k -= 2)
            sum = 1 - (sum * square / (k * (k - 1)));
        return Math.Max(sum, 0);
    }
}

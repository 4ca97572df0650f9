using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class LearningRateTests
{
    [Fact]
    public void A_constant_rate_stays()
        => Assert.All([1, 7, 1_000_000L], step => Assert.Equal(0.1, LearningRate.Constant(0.1).At(step)));

    [Fact]
    public void A_step_decay_drops_after_every_so_many_steps()
    {
        LearningRate rate = LearningRate.StepDecay(1, 10, 0.5);
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], new long[] { 1, 10, 11, 20, 21 }.Select(rate.At));
        Assert.Equal(0, rate.At(long.MaxValue));
    }

    // cos² of a Taylor sum whose error is below 2⁻⁵², against the C library's cosine: a few units of 2⁻⁵³ of the rate.
    [Fact]
    public void A_cosine_is_half_a_wave_from_the_rate_to_the_last()
    {
        LearningRate rate = LearningRate.Cosine(2, 1000, 0.5);
        for (long step = 1; step <= 1001; step++)
            Assert.Equal(0.5 + (0.75 * (1 + Math.Cos(Math.PI * (step - 1) / 1000))), rate.At(step), 1e-14);
        Assert.Equal(2, rate.At(1));
        Assert.Equal(0.5, rate.At(1001), 1e-15);
        Assert.Equal(0.5, rate.At(5000), 1e-15);
        Assert.All(Enumerable.Range(1, 2000), step => Assert.True(LearningRate.Cosine(1, 1000).At(step) >= 0));
    }

    [Fact]
    public void A_warm_up_reaches_the_first_rate_and_the_schedule_goes_on_from_there()
    {
        LearningRate rate = LearningRate.Constant(1).WarmedUp(4);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], new long[] { 1, 2, 3, 4, 5 }.Select(rate.At));
        Assert.Equal(LearningRate.Constant(1), LearningRate.Constant(1).WarmedUp(0));
        LearningRate cosine = LearningRate.Cosine(2, 100), warm = cosine.WarmedUp(10);
        Assert.Equal(2, warm.At(10));
        Assert.All(Enumerable.Range(2, 99), step => Assert.Equal(cosine.At(step), warm.At(step + 9)));
    }

    // PyTorch 1.13: OneCycleLR(max_lr=0.5, total_steps=40), the rates of steps 1, 6, 12, 13, 25 and 40.
    [Fact]
    public void One_cycle_rises_and_falls()
    {
        LearningRate rate = LearningRate.OneCycle(0.5, 40);
        double[] expected = [0.020000000000000018, 0.22584443881441152, 0.5, 0.4984280587611008,
            0.27799200706135085, 2e-06];
        Assert.All(expected.Zip(new long[] { 1, 6, 12, 13, 25, 40 }),
            pair => Assert.Equal(pair.First, rate.At(pair.Second), 1e-15));
        Assert.Equal(rate.At(40), rate.At(1000));
    }

    // A rise of one step, of all steps, of none, and cycles of one step: half a cosine has two ends, and a way between
    // them only where they are apart.
    [Fact]
    public void One_cycle_is_finite_at_every_edge()
    {
        Assert.Equal(0.1, LearningRate.OneCycle(0.1, 10, rise: 0.1).At(1));
        Assert.Equal(0.1, LearningRate.OneCycle(0.1, 5, rise: 0.2).At(1));
        Assert.Equal([0.004, 0.1, 4e-7, 4e-7], new long[] { 1, 10, 11, 12 }
            .Select(LearningRate.OneCycle(0.1, 10, rise: 1).At), (a, b) => Math.Abs(a - b) < 1e-16);
        foreach (double rise in (double[])[0, 1e-300, 0.1, 0.2, 0.25, 1 / 3.0, 0.5, 0.9, 1])
        {
            for (int steps = 1; steps <= 12; steps++)
            {
                LearningRate rate = LearningRate.OneCycle(0.1, steps, rise);
                double last = 0.1 / 25 / 1e4;
                for (int step = 1; step <= steps + 2; step++)
                    Assert.InRange(rate.At(step), last, 0.1);
                Assert.Equal(last, rate.At(steps + 1), 1e-16);
                Assert.Equal(rise < 1 ? last : 0.1, rate.At(steps), 1e-16);
            }
        }
    }

    [Fact]
    public void Every_schedule_is_finite_at_its_edges()
    {
        foreach (long steps in (long[])[1, 2, long.MaxValue])
        {
            LearningRate[] schedules = [LearningRate.StepDecay(0.1, steps, 1), LearningRate.Exponential(0.1, 1, steps),
                LearningRate.Exponential(0.1, double.Epsilon, steps), LearningRate.Cosine(0.1, steps, 0.1),
                LearningRate.Cosine(0.1, steps), LearningRate.OneCycle(0.1, steps, 0),
                LearningRate.OneCycle(0.1, steps, 1)];
            foreach (LearningRate schedule in schedules)
            {
                foreach (long warm in (long[])[0, 1, 2, long.MaxValue])
                {
                    foreach (long step in (long[])[1, 2, 3, long.MaxValue])
                        Assert.InRange(schedule.WarmedUp(warm).At(step), 0, 0.1);
                }
            }
        }
    }

    [Fact]
    public void An_exponential_falls_by_the_factor_in_so_many_steps()
    {
        LearningRate rate = LearningRate.Exponential(2, 0.5, 10);
        Assert.Equal([2, 1, 0.25], new long[] { 1, 11, 31 }.Select(rate.At));
        Assert.Equal(2 * Math.Pow(0.5, 0.3), rate.At(4), 1e-15);
    }

    // PyTorch 1.13: ReduceLROnPlateau(patience=1, factor=0.5, cooldown=1, threshold=0.01) after each of these losses.
    [Fact]
    public void A_plateau_lowers_the_rate_as_in_PyTorch()
    {
        double[] losses = [1, 0.9, 0.899, 0.898, 0.5, 0.6, 0.499, 0.51, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.1];
        double[] expected = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625];
        LearningRate rate = LearningRate.Constant(1).OnPlateau(0.5, 1, 0.01, 1);
        for (int n = 1; n <= losses.Length; n++)
            Assert.Equal(expected[n - 1], rate.After(losses.AsSpan(0, n)));
        Assert.Equal(1, rate.After([]));
        Assert.Equal(0.3, LearningRate.Constant(1).OnPlateau(0.5, 0, 0, 0, 0.3).After([1, 1, 1, 1, 1]));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Equal("rate",
            Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Constant(double.NaN)).ParamName);
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Cosine(0, 10)).ParamName);
        Assert.Equal("factor",
            Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.StepDecay(1, 10, 2)).ParamName);
        Assert.Equal("every", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.StepDecay(1, 0)).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(
            () => LearningRate.Constant(1).WarmedUp(-1)).ParamName);
        Assert.Equal("last", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Cosine(1, 10, 2)).ParamName);
    }
}

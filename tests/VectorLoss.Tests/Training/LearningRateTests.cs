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
    public void A_warm_up_rises_in_a_line_and_then_leaves_the_schedule_alone()
    {
        LearningRate rate = LearningRate.Constant(1).WarmedUp(4);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], new long[] { 1, 2, 3, 4, 5 }.Select(rate.At));
        Assert.Equal(LearningRate.Constant(1), LearningRate.Constant(1).WarmedUp(0));
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

using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class OptimizerTests
{
    [Fact]
    public void Plain_descent_goes_against_the_gradient_by_the_rate()
        => Assert.Equal([1 - (0.1 * 0.5), 2 - (0.1 * -3)], Run(new Sgd<double>(), 0.1, [1, 2], [0.5, -3]));

    [Fact]
    public void Decay_pulls_towards_zero_even_without_a_gradient()
    {
        Assert.Equal(0.9, Run(new Sgd<double>(weightDecay: 1), 0.1, [1], [0])[0], 1e-15);
        Assert.Equal(0.9, Run(new Momentum<double>(weightDecay: 1), 0.1, [1], [0])[0], 1e-15);
        Assert.Equal(0.9, Run(new AdamW<double>(weightDecay: 1), 0.1, [1], [0])[0], 1e-15);
        Assert.Equal(0.9, Run(new Lion<double>(weightDecay: 1), 0.1, [1], [0])[0], 1e-15);
    }

    [Fact]
    public void A_gradient_of_zero_moves_nothing()
    {
        double[] start = [1, -2, 0.3, 1e-300];
        foreach (string name in OptimizerExamples.Names.Select(row => row.Data).Where(name => !name.Contains("decay")
            && name is not ("adamw" or "sgd dampening" or "sgd nesterov" or "rmsprop all")))
            Assert.Equal(start, Run(OptimizerExamples.Make<double>(name), 0.1, start, new double[4], new double[4]));
    }

    // v = −0.1, then 0.9·(−0.1) − 0.1 = −0.19; so p = 1 − 0.1 − 0.19.
    [Fact]
    public void Momentum_gathers_speed()
        => Assert.Equal(0.71, Run(new Momentum<double>(0.9), 0.1, [1], [1], [1])[0], 1e-15);

    // m̂ = g and v̂ = g² after one step, whatever the size of g: Kingma and Ba, section 2.1.
    [Theory]
    [InlineData(1e-3)]
    [InlineData(7)]
    [InlineData(-250)]
    public void The_first_step_of_Adam_is_the_rate_itself(double gradient)
        => Assert.Equal(1 - (0.01 * Math.Sign(gradient)), Run(new Adam<double>(epsilon: 0), 0.01, [1], [gradient])[0],
            1e-15);

    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void A_NaN_in_a_gradient_reaches_its_parameter_and_no_other(string name)
    {
        float[] values = new float[100], gradient = new float[100];
        gradient[41] = float.NaN;
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
        optimizer.Begin(0.1);
        optimizer.Update(0, values, gradient);
        for (int i = 0; i < 100; i++)
            Assert.Equal(i == 41, float.IsNaN(values[i]));
    }

    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void A_step_allocates_nothing_after_the_first(string name)
    {
        float[] values = new float[1001], gradient = new float[1001];
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
        Allocations.None(Step);

        void Step()
        {
            optimizer.Begin(0.001);
            optimizer.Update(0, values, gradient);
        }
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Equal("coefficient", Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum<float>(1)).ParamName);
        Assert.Equal("beta2",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(0.9, double.NaN)).ParamName);
        Assert.Equal("weightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<float>(-1)).ParamName);
        Assert.Throws<ArgumentException>("nesterov", () => new Sgd<float>(nesterov: true));
        Assert.Throws<ArgumentException>("nesterov", () => new Sgd<float>(0, 0.9, 0.5, nesterov: true));
        Assert.Equal("rate",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<float>().Begin(double.NaN)).ParamName);
        string message = Assert.Throws<ArgumentException>(() => new Sgd<float>().Update(0, new float[3],
            new float[4])).Message;
        Assert.Contains("4", message);
        Assert.Contains("3", message);
        Adam<float> adam = new();
        adam.Update(0, new float[3], new float[3]);
        Assert.Throws<ArgumentException>(() => adam.Update(0, new float[4], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Update(2, new float[4], new float[4]));
        Sgd<float> sgd = new();
        Assert.Throws<ArgumentOutOfRangeException>("index", () => sgd.Update(5, new float[3], new float[3]));
        sgd.Update(0, new float[3], new float[3]);
        Assert.Throws<ArgumentException>("values", () => sgd.Update(0, new float[4], new float[4]));
    }

    private static double[] Run(Optimizer<double> optimizer, double rate, double[] start, params double[][] gradients)
    {
        double[] values = [.. start];
        foreach (double[] gradient in gradients)
        {
            optimizer.Begin(rate);
            optimizer.Update(0, values, gradient);
        }
        return values;
    }
}

using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Lanes;
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
        Assert.Equal(0.9, Run(new Adam<double>(weightDecay: 1), 0.1, [1], [0])[0], 1e-15);
    }

    [Fact]
    public void A_gradient_of_zero_moves_nothing()
    {
        double[] start = [1, -2, 0.3, 1e-300];
        Assert.Equal(start, Run(new Sgd<double>(), 0.1, start, new double[4]));
        Assert.Equal(start, Run(new Momentum<double>(), 0.1, start, new double[4]));
        Assert.Equal(start, Run(new Adam<double>(), 0.1, start, new double[4]));
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

    // The bound: fewer than 12 roundings a step on numbers below 2, 20 steps.
    [Theory]
    [MemberData(nameof(All))]
    public void Every_optimiser_follows_the_plain_formula(string name)
    {
        const double rate = 0.01, decay = 0.1;
        double[] values = Numbers(37, 1), expected = [.. values], first = new double[37], second = new double[37];
        Optimizer<double> optimizer = Make<double>(name, decay);
        for (int step = 1; step <= 20; step++)
        {
            double[] gradient = Numbers(37, (ulong)step + 10);
            optimizer.Begin(rate);
            optimizer.Update(0, values, gradient);
            for (int i = 0; i < 37; i++)
                expected[i] = Plain(name, step, rate, decay, expected[i], gradient[i], ref first[i], ref second[i]);
        }
        for (int i = 0; i < 37; i++)
            Assert.Equal(expected[i], values[i], 20 * 12 * 2.3e-16 * 2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_NaN_in_a_gradient_reaches_its_parameter_and_no_other(string name)
    {
        float[] values = new float[100], gradient = new float[100];
        gradient[41] = float.NaN;
        Optimizer<float> optimizer = Make<float>(name, 0);
        optimizer.Begin(0.1);
        optimizer.Update(0, values, gradient);
        for (int i = 0; i < 100; i++)
            Assert.Equal(i == 41, float.IsNaN(values[i]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_allocates_nothing_after_the_first(string name)
    {
        float[] values = new float[1001], gradient = new float[1001];
        Optimizer<float> optimizer = Make<float>(name, 0.1);
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
    }

    public static TheoryData<string> All => ["sgd", "momentum", "adam"];

    private static Optimizer<T> Make<T>(string name, double decay) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => name switch
        {
            "sgd" => new Sgd<T>(decay),
            "momentum" => new Momentum<T>(0.9, decay),
            _ => new Adam<T>(0.9, 0.999, 1e-8, decay),
        };

    private static double Plain(string name, int t, double rate, double decay, double p, double g, ref double first,
        ref double second)
    {
        switch (name)
        {
            case "sgd":
                return p - (rate * (g + (decay * p)));
            case "momentum":
                first = (0.9 * first) - (rate * (g + (decay * p)));
                return p + first;
            default:
                first = (0.9 * first) + (0.1 * g);
                second = (0.999 * second) + (0.001 * g * g);
                double mean = first / (1 - Math.Pow(0.9, t)), square = second / (1 - Math.Pow(0.999, t));
                return p - (rate * decay * p) - (rate * mean / (Math.Sqrt(square) + 1e-8));
        }
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

    private static T[] Convert<T>(double[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Array.ConvertAll(values, T.CreateTruncating);

    private static double[] Numbers(int length, ulong seed)
    {
        SeededRandom random = new(seed);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++)
            numbers[i] = random.Uniform(-1, 1);
        return numbers;
    }
}

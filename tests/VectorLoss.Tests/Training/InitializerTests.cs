using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class InitializerTests
{
    // Five standard errors: the mean of n numbers of deviation σ has σ/√n; their variance has σ²·√(2/n) if they are
    // normal, and less if they are uniform. The seed is fixed, so a pass stays a pass.
    [Theory]
    [InlineData("he", 2.0 / 200)]
    [InlineData("glorot", 2.0 / 250)]
    [InlineData("normal", 0.0001)]
    public void Weights_have_the_promised_mean_and_variance(string name, double variance)
    {
        double[] weights = new double[200 * 50];
        Named(name).Fill(weights, 200, 50, new SeededRandom(3));
        double mean = weights.Average(), square = weights.Average(x => (x - mean) * (x - mean));
        Assert.Equal(0, mean, 5 * Math.Sqrt(variance / weights.Length));
        Assert.Equal(variance, square, 5 * variance * Math.Sqrt(2.0 / weights.Length));
    }

    [Fact]
    public void Glorot_weights_stay_within_their_bound()
    {
        double[] weights = new double[1000];
        Initializer.Glorot.Fill(weights, 100, 10, new SeededRandom(3));
        Assert.All(weights, weight => Assert.InRange(weight, -Math.Sqrt(6.0 / 110), Math.Sqrt(6.0 / 110)));
    }

    [Theory]
    [InlineData("he")]
    [InlineData("glorot")]
    [InlineData("normal")]
    public void A_float_net_is_the_rounded_double_net(string name)
    {
        double[] wide = new double[60];
        float[] narrow = new float[60];
        Named(name).Fill(wide, 6, 10, new SeededRandom(9));
        Named(name).Fill(narrow, 6, 10, new SeededRandom(9));
        Assert.Equal(Array.ConvertAll(wide, x => (float)x), narrow);
    }

    [Fact]
    public void The_usual_choice_follows_the_activation()
    {
        Assert.Equal(Initializer.He, Initializer.For(Activation.Relu));
        Assert.Equal(Initializer.Glorot, Initializer.For(Activation.Tanh));
        Assert.Equal(Initializer.Glorot, Initializer.For(Activation.Sigmoid));
        Assert.Equal(["he", "glorot", "normal:0.01"],
            [Initializer.He.ToString(), Initializer.Glorot.ToString(), Initializer.Normal(0.01).ToString()]);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Equal("sigma",
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Normal(double.PositiveInfinity)).ParamName);
        string message = Assert.Throws<ArgumentException>(() => Initializer.He.Fill(new float[5], 2, 3,
            new SeededRandom(1))).Message;
        Assert.Contains("5 weights do not fill 2×3", message);
        Assert.Equal("inputs", Assert.Throws<ArgumentOutOfRangeException>(
            () => Initializer.He.Fill<float>([], 0, 3, new SeededRandom(1))).ParamName);
        Assert.Equal("outputs", Assert.Throws<ArgumentOutOfRangeException>(
            () => Initializer.He.Fill<float>([], 3, 0, new SeededRandom(1))).ParamName);
    }

    private static Initializer Named(string name) => name switch
    {
        "he" => Initializer.He,
        "glorot" => Initializer.Glorot,
        _ => Initializer.Normal(0.01),
    };
}

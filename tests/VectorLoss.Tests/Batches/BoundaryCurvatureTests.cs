using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Second derivatives where an input lies on the edge of its domain, or far out.</summary>
public class BoundaryCurvatureTests
{
    private const double InvE = 0.36787944117144233;

    [Theory]
    [InlineData(0)]
    [InlineData(1e-300)]
    [InlineData(1e-9)]
    public void A_circle_without_a_direction(double concentration)
    {
        // log I₀(κ) is ¼κ² near 0, and the slope by κ is 1 − cos of the angle beside that of it.
        double[] angle = [0.7], target = [-0.4], product = new double[1], curvature = new double[1];
        VonMisesNegativeLogLikelihood loss = new();
        loss.ValueGradientAndCurvature(angle, target, [concentration],
            new() { Third = new double[1] }, new() { Third = curvature });
        Assert.Equal(0.5, curvature[0], 1e-8);
        loss.HessianProduct(angle, target, [concentration], [1], [0], [1], new() { Third = product });
        Assert.Equal(Math.Sin(1.1) + 0.5, product[0], 1e-8);
    }

    // Bounds of one side at p = 0, where the bound that there is has z = 0: of Weibull u²eᵘ/(eᵘ − 1)² − u/(eᵘ − 1) at
    // u = 1, and u from above; σ(1 − σ); and 2/π.
    [Theory]
    [InlineData("interval-aft-weibull", 0, 1, InvE / ((1 - InvE) * (1 - InvE)) - InvE / (1 - InvE))]
    [InlineData("interval-aft-weibull", 1, double.PositiveInfinity, 1)]
    [InlineData("interval-aft-log-logistic", 0, 1, 0.25)]
    [InlineData("interval-aft-log-logistic", 1, double.PositiveInfinity, 0.25)]
    [InlineData("interval-aft-log-normal", 0, 1, 2 / Math.PI)]
    [InlineData("interval-aft-log-normal", 1, double.PositiveInfinity, 2 / Math.PI)]
    public void Times_that_are_known_on_one_side(string name, double lower, double upper, double curvature)
    {
        foreach (double scale in (double[])[1, 0.5])
            Assert.Equal(curvature / (scale * scale), Curvature<double>(name, "input", scale, 0, lower, upper), 1e-12);
        Assert.Equal(curvature, Curvature<float>(name, "input", 1, 0, lower, upper), 1e-5);
    }

    [Fact]
    public void A_time_far_below_its_prediction()
    {
        Assert.Equal(0.3, Curvature<double>("aft-log-normal", "input", 1, 40, 0.001, 0.3), 1e-12);
        Assert.Equal(0.3, Curvature<float>("aft-log-normal", "input", 1, 20, 0.001, 0.3), 1e-6);
    }

    [Fact]
    public void A_count_of_0_at_a_rate_that_overflows()
        => Assert.Equal(0.25, Curvature<float>("zero-inflated-poisson-nll", "gate", 1, 100, 0, 0), 1e-6);

    private static double Curvature<T>(string name, string input, double scale, params double[] numbers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        LossCard card = LossCatalog.Find(name)!;
        return LossTool.Curvatures<T>(new(card)
        {
            Inputs = card.Inputs.Select((one, i) => (one.Name, new LossArray([1], [numbers[i]]))).ToDictionary(),
            Options = card.Options.Any(option => option.Name == "scale")
                ? new Dictionary<string, double> { ["scale"] = scale } : new Dictionary<string, double>(),
        })[input][0];
    }

    // What a target of 0 is multiplied by still moves: ∂²/∂p∂t is −1.
    [Theory]
    [InlineData("kl-div")]
    [InlineData("generalized-kl")]
    public void Formulas_of_targets_of_0_move_with_both(string name)
    {
        LossRequest request = new(LossCatalog.Find(name)!)
        {
            Inputs = new Dictionary<string, LossArray> { ["input"] = new([1], [-0.7]), ["target"] = new([1], [0]) },
        };
        Dictionary<string, LossArray> direction = new() { ["target"] = new([1], [2]) };
        Assert.Equal(-2, LossTool.HessianProduct(request, direction)["input"][0], 1e-12);
        Assert.Equal(-2, LossTool.HessianProduct<double>(request, direction)["input"][0], 1e-12);
    }
}

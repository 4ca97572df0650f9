using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The gradient of InfoNCE by its temperature.</summary>
public class TemperatureTests
{
    private const int Rows = 5, Columns = 4;

    public static TheoryData<bool> Views => [false, true];

    [Theory, MemberData(nameof(Views))]
    public void A_temperature_that_is_given_is_the_option_to_the_bit(bool views)
    {
        RowInputs<float> inputs = Inputs();
        RowInputs<float> learnt = inputs with { Third = new[] { 0.25f } };
        float[] plain = new float[Rows * Columns], other = new float[plain.Length], slope = new float[1];
        double value = new InfoNce(0.25, views).ValueAndGradient(inputs, new LossGradients<float> { First = plain });
        Assert.Equal(value, new InfoNce(2, views).ValueAndGradient(
            learnt, new LossGradients<float> { First = other, Third = slope }));
        Assert.Equal(plain, other);
        Assert.NotEqual(0, slope[0]);
        float[] first = inputs.First.ToArray(), second = inputs.Second.ToArray(), temperature = [0.25f];
        Allocations.None(() => new InfoNce(2, views).ValueAndGradient(
            new RowInputs<float> { First = first, Second = second, Third = temperature, Columns = Columns },
            new LossGradients<float> { Third = slope }));
    }

    /// <summary>InfoNCE in one direction is the first half of CLIP's losses, and log(1/τ) is CLIP's factor.</summary>
    [Fact]
    public void Its_slope_is_that_of_clip_by_the_chain_rule()
    {
        double[] first = Numbers(1), second = Numbers(2), byTemperature = new double[1], byLogarithm = new double[1];
        bool[] mask = [.. Enumerable.Range(0, 2 * Rows).Select(query => query < Rows)];
        RowInputs<double> rows = new() { First = first, Second = second, Columns = Columns };
        const double temperature = 0.4;
        double value = new InfoNce().ValueAndGradient(rows with { Third = new[] { temperature } },
            new LossGradients<double> { Third = byTemperature });
        double same = new ContrastiveLanguageImage().ValueAndGradient(
            rows with { Third = new[] { -Math.Log(temperature) } },
            new LossGradients<double> { Third = byLogarithm }, new() { Mask = mask });
        // Both carry the rounding of an exponential and of sums of so few terms.
        Assert.Equal(value, same, 1e-14);
        Assert.Equal(-byLogarithm[0] / temperature, byTemperature[0], 1e-14);
    }

    [Theory, MemberData(nameof(Views))]
    public void A_temperature_learns_on_a_tape(bool views)
        => new RecordedProgram<double>([new(Rows, Columns), new(Rows, Columns), Shape.Scalar], (tape, leaves)
            => tape.Loss(InfoNce.Card, [leaves[0], leaves[1], tape.Exp(leaves[2])], default, ("views", views ? 1 : 0)))
        .Agrees();

    [Fact]
    public void Two_temperatures_are_refused()
        => Assert.Contains("Third", Assert.Throws<ArgumentException>(()
            => new InfoNce().Value(Inputs() with { Third = new float[2] })).Message);

    private static RowInputs<float> Inputs() => new()
    {
        First = Array.ConvertAll(Numbers(1), x => (float)x),
        Second = Array.ConvertAll(Numbers(2), x => (float)x),
        Columns = Columns,
    };

    private static double[] Numbers(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Rows * Columns).Select(_ => 2 * random.NextDouble() - 1)];
    }
}

using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The gradients of InfoNCE and of losses of labelled rows by their temperature.</summary>
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

    private static readonly int[] Own = [0, 1, 0, 1, 7];

    [Fact]
    public void A_temperature_that_is_given_is_the_option_of_labelled_rows()
    {
        Given(new SupervisedContrastive(0.25), new SupervisedContrastive(2));
        Given(new NeighbourhoodComponents(0.25), new NeighbourhoodComponents(2));
        Given(new SupervisedContrastive(), new SupervisedContrastive(2), 0.1f);
    }

    // At the temperature of the loss the factor is 1, and at half, twice and so on a power of two.
    private static void Given<TLoss>(TLoss loss, TLoss other, float temperature = 0.25f)
        where TLoss : struct, ISimilarityLoss
    {
        float[] rows = Array.ConvertAll(Numbers(1), x => (float)x), plain = new float[rows.Length],
            values = new float[Rows], found = new float[rows.Length], slope = new float[1], same = new float[Rows];
        double value = loss.ValueAndGradient<TLoss, float>(rows, Columns, Own, plain);
        loss.Values<TLoss, float>(rows, Columns, Own, values);
        foreach (TLoss one in (TLoss[])[loss, other])
        {
            double tolerance = temperature == 0.25f ? 0 : 1e-6;
            float[] given = [temperature];
            Assert.Equal(value, one.ValueAndGradient(rows, Columns, Own, given,
                new LossGradients<float> { First = found, Third = slope }), tolerance);
            Assert.Equal(value, one.Value<TLoss, float>(rows, Columns, Own, given), tolerance);
            one.Values<TLoss, float>(rows, Columns, Own, given, same);
            Assert.All(plain.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            Assert.All(values.Zip(same), pair => Assert.Equal(pair.First, pair.Second, 10 * tolerance));
            Allocations.None(() => one.ValueAndGradient(rows, Columns, Own, given,
                new LossGradients<float> { First = found, Third = slope }));
            Allocations.None(() => one.ValueAndGradient(rows, Columns, Own, given,
                new LossGradients<float> { Third = slope }));
        }
        // Differences of the loss by its option, in double: an error of h²·L‴ and of 2⁻⁵³/h.
        const double h = 1e-5;
        double[] wide = Array.ConvertAll(rows, x => (double)x), byTemperature = new double[1];
        double At(double t) => loss.Value<TLoss, double>(wide, Columns, Own, [t]);
        loss.ValueAndGradient(wide, Columns, Own, [temperature],
            new LossGradients<double> { Third = byTemperature });
        Assert.Equal((At(temperature + h) - At(temperature - h)) / (2 * h), byTemperature[0],
            1e-5 * Math.Abs(byTemperature[0]));
        Assert.Equal(byTemperature[0], slope[0], 1e-4 * Math.Abs(byTemperature[0]));
    }

    [Theory]
    [InlineData("sup-con")]
    [InlineData("nca")]
    public void A_temperature_of_labelled_rows_learns_on_a_tape(string loss)
        => new RecordedProgram<double>([new(Rows, Columns), Shape.Scalar], (tape, leaves)
            => tape.Loss(LossCatalog.Find(loss)!, [leaves[0], tape.Exp(leaves[1])], [OwnLabels(tape)])).Agrees();

    private static Labels OwnLabels(Tape<double> tape)
    {
        Labels labels = tape.Labels(Own.Length);
        Own.CopyTo(tape.Values(labels));
        return labels;
    }

    [Fact]
    public void Losses_without_a_temperature_and_shapes_of_it_are_refused()
    {
        double[] rows = Numbers(1);
        Assert.Contains("temperature", Assert.Throws<ArgumentException>(() => new Circle()
            .Value<Circle, double>(rows, Columns, Own, [0.5])).Message);
        Assert.Contains("temperature has 2", Assert.Throws<ArgumentException>(() => new SupervisedContrastive()
            .Value<SupervisedContrastive, double>(rows, Columns, Own, [0.5, 1])).Message);
        Tape<double> tape = new();
        Var x = tape.Input(new(Rows, Columns)), t = tape.Input(new(1, 1)), wide = tape.Input(new(1, 2));
        Labels labels = OwnLabels(tape);
        Assert.Equal("Circle takes no temperature. (Parameter 'temperature')",
            Assert.Throws<ArgumentException>(() => tape.Loss(new Circle(), x, labels, t)).Message);
        Assert.Contains("the temperature is one number", Assert.Throws<ArgumentException>(
            () => tape.Loss(new SupervisedContrastive(), x, labels, wide)).Message);
    }

    [Fact]
    public void No_rows_have_no_slope_by_their_temperature()
    {
        double[] slope = [7];
        Assert.Equal(0, new NeighbourhoodComponents().ValueAndGradient<NeighbourhoodComponents, double>(
            [], Columns, [], [0.5], new() { Third = slope }, new() { Reduction = Reduction.Sum }));
        Assert.Equal([0], slope);
    }

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

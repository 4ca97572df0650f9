using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>Losses of the features of two views: vicreg and barlow-twins.</summary>
public class FeatureLossTests
{
    public static TheoryData<string> Names => ["vicreg", "barlow-twins"];

    /// <summary>More features than are formed at once, so that products add up over pieces.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Many_features_have_the_value_and_slope_of_the_formula(string loss)
    {
        const int Rows = 7, Features = 300;
        LossRequest request = FamilyBatch.Of(loss, [], Rows, Features);
        LossOutcome found = LossTool.Run<double>(request);
        Random random = new(3);
        double[][] way = [.. Enumerable.Range(0, 2).Select(_ => Array.ConvertAll(new double[Rows * Features],
            _ => random.NextDouble() - 0.5))];
        RequestReading reading = RequestReading.Of(request);
        Dual<Lane1<double>> formula = reading.Visit(new LossFormula<Dual<Lane1<double>>>(reading, (input, at)
            => new(new(reading.Arrays.Get(Input(input)).Values[at]), new(way[input][at]))))(0);
        double along = Enumerable.Range(0, 2).Sum(input
            => found.Gradients[Input(input)].Zip(way[input], (slope, step) => slope * step).Sum());
        double size = Enumerable.Range(0, 2).Sum(input
            => found.Gradients[Input(input)].Zip(way[input], (slope, step) => Math.Abs(slope * step)).Sum());
        Assert.Equal(formula.Value.Number, found.Value.Values[0], 1e-12 * formula.Value.Number);
        Assert.Equal(formula.Slope.Number, along, 1e-12 * size);
    }

    [Theory, MemberData(nameof(Names))]
    public void Views_that_change_places_change_their_gradients(string loss)
    {
        LossRequest request = FamilyBatch.Of(loss, [], 6, 5);
        LossOutcome found = LossTool.Run<double>(request), turned = LossTool.Run<double>(request with
        {
            Inputs = new Dictionary<string, LossArray>
            {
                [Input(0)] = request.Inputs[Input(1)],
                [Input(1)] = request.Inputs[Input(0)],
            },
        });
        Near(found.Value.Values, turned.Value.Values);
        Near(found.Gradients[Input(0)], turned.Gradients[Input(1)]);
        Near(found.Gradients[Input(1)], turned.Gradients[Input(0)]);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_batch_that_is_masked_contributes_not_even_a_NaN(string loss)
    {
        LossRequest request = FamilyBatch.Of(loss, [], 3, 2, "sum");
        LossOutcome found = LossTool.Run<double>(request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                [Input(0)] = new([3, 2], [1, double.NaN, 2, 3, 4, 5]),
                ["mask"] = new([1], [0]),
            },
        });
        Assert.Equal([0], found.Value.Values);
        Assert.All(found.Gradients.Values, gradient => Assert.All(gradient, slope => Assert.Equal(0, slope)));
    }

    [Fact]
    public void Features_that_are_equal_and_spread_cost_nothing_but_what_they_share()
    {
        // Two features of variance 2 whose covariance is 2: 1/2·(2² + 2²) for each view.
        double[] x = [1, 1, -1, -1];
        Assert.Equal(8, new VarianceInvarianceCovariance().Value(Of(x, x)), 1e-14);
        // Each correlation is 1/(1 + ε).
        double share = 1 / (1 + 1e-5);
        Assert.Equal(2 * (1 - share) * (1 - share) + 0.01 * share * share, new BarlowTwins().Value(Of(x, x)), 1e-14);
    }

    [Theory]
    [InlineData(1e153)]
    [InlineData(1e155)]
    [InlineData(1e300)]
    public void Correlations_know_no_units(double unit)
    {
        // Both features correlate with themselves and with each other by 1 and by −1.
        double[] x = [3 * unit, 4 * unit, unit, 0 * unit], constant = [3 * unit, 1, unit, 1];
        Assert.Equal(0.01, new BarlowTwins().Value(Of(x, x)), 1e-15);
        Assert.Equal(1, new BarlowTwins().Value(Of(constant, constant)), 1e-15);
    }

    [Fact]
    public void One_row_has_neither_spread_nor_correlations()
    {
        double[] a = [1, 2], b = [3, 2];
        Assert.Equal(25 * 2 + 25 * (1 - 0.01), new VarianceInvarianceCovariance().Value(Of(a, b)), 1e-12);
        Assert.Equal(2, new BarlowTwins().Value(Of(a, b)));
    }

    [Fact]
    public void Memory_is_linear_in_rows_and_in_features()
    {
        Assert.Equal(4 * 256 * 8192 + 256 * 8192, FeatureWork<float>.ScratchLength(256, 8192));
        Assert.Equal(9 * 8192, FeatureWork<float>.WideLength(8192));
    }

    private static string Input(int view) => $"input{view + 1}";

    private static RowInputs<double> Of(double[] first, double[] second)
        => new() { First = first, Second = second, Columns = 2 };

    // Sums of another order.
    private static void Near(double[] expected, double[] actual)
    {
        double size = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * size));
    }
}

using System.Numerics;
using System.Text.Json;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// Losses of rows are right at every scale at which the true result is a number of the type: nothing overflows or
/// underflows on the way. The true numbers are those of data/scales/reference.json.
/// </summary>
/// <remarks>
/// With u the unit roundoff, n numbers in a row and L the largest |ln x| of them: a sum of n products is off by
/// (n + 1)u, a cosine or a root of it by (2n + 8)u of the absolute terms. A power xᵖ by its logarithm is off by
/// p(2 + 2L)u, and a p-th root divides that by p. A gradient multiplies two such powers of p − 1 and sums that are off
/// by 2n each, relative to the largest slope, because the slopes of an anchor subtract. The cosines of InfoNCE are
/// divided by the temperature τ, and so are their errors.
/// </remarks>
public class ScaleLawTests
{
    [Fact]
    public void Losses_of_rows_are_right_at_every_scale_in_double() => Check<double>("double", double.Epsilon);

    [Fact]
    public void Losses_of_rows_are_right_at_every_scale_in_float() => Check<float>("float", 1.1754943508222875e-38);

    [Theory]
    [InlineData("cosine-distance")]
    [InlineData("cosine-embedding")]
    public void A_row_of_any_scale_has_distance_0_from_itself(string loss)
    {
        Random random = new(3);
        for (int exponent = -1020; exponent <= 1020; exponent += 17)
        {
            double[] row = [.. Enumerable.Range(0, 9).Select(_ => Math.ScaleB(random.NextDouble() + 0.5, exponent))];
            Assert.Equal(0, Distance<double>(loss, row));
            if (Math.Abs(exponent) < 120)
                Assert.Equal(0, Distance<float>(loss, row));
        }
        Assert.Equal(0, Distance<double>(loss, [3e-6, 4e-6]));
    }

    [Fact]
    public void Scaled_rows_have_the_losses_of_the_rows()
    {
        foreach (string loss in (string[])["cosine-distance", "cosine-embedding", "info-nce", "triplet-margin"])
            for (int exponent = -900; exponent <= 900; exponent += 25)
            {
                LossOutcome plain = Scaled(loss, 0), scaled = Scaled(loss, exponent);
                double unit = loss == "triplet-margin" ? Math.ScaleB(1, exponent) : 1;
                // Exact powers of two: only the order of the sums may differ.
                Assert.Equal(plain.Value.Values[0], scaled.Value.Values[0] / unit, 1e-13);
                // A temperature is not scaled, and neither is the slope by it.
                foreach ((string name, double[] slopes) in plain.Gradients)
                    Assert.Equal(slopes, scaled.Gradients[name].Select(
                        g => Math.ScaleB(g / unit, name == "temperature" ? 0 : exponent)),
                        (a, b) => Math.Abs(a - b) < 1e-13);
            }
    }

    [Fact]
    public void Sums_are_right_wherever_a_double_can_hold_them()
    {
        Assert.Equal(0, Reductions.Dot<float>([1e20f, 1e20f], [1e20f, -1e20f]));
        Assert.Equal(1e-60, Reductions.Dot<float>([1e-30f], [1e-30f]), 1e-66);
        Assert.Equal(2, Reductions.Dot<double>([Math.ScaleB(1, 900), Math.ScaleB(1, -900)],
            [Math.ScaleB(1, -900), Math.ScaleB(1, 900)]));
        Assert.Equal(0, Reductions.Dot<double>([1e200, 1e200], [1e200, -1e200]));
        Assert.Equal(1e40, Reductions.SumOfSquares<float>([1e20f]), 1e34);
        Assert.Equal(0, Reductions.Sum<double>([1.5e308, 1.5e308, -1.5e308, -1.5e308]));
        Assert.Equal(6e38, Reductions.Sum<float>([3e38f, 3e38f]), 1e32);
        Assert.Equal(1.5e308, Reductions.Mean<double>([1.5e308, 1.5e308, 1.5e308]), 1e293);
        Assert.Equal(double.NaN, Reductions.Dot<double>([0, 1], [double.PositiveInfinity, 1]));
        Assert.Equal(double.PositiveInfinity, Reductions.Sum<float>([float.PositiveInfinity, 1]));
        Assert.Equal(0, Reductions.SumOfSquares<double>(new double[1000]));
    }

    private static double Distance<T>(string loss, double[] row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossCard card = LossCatalog.Find(loss)!;
        LossArray array = new([1, row.Length], row);
        Dictionary<string, LossArray> inputs = new() { [card.Inputs[0].Name] = array, [card.Inputs[1].Name] = array };
        if (card.Inputs.Count > 2 && !card.Inputs[2].Optional)
            inputs[card.Inputs[2].Name] = new([1], [1]);
        return LossTool.Run<T>(new(card) { Inputs = inputs, Reduction = "sum" }).Value.Values[0];
    }

    private static LossOutcome Scaled(string loss, int exponent)
    {
        LossRequest request = FamilyBatch.Of(loss, [], 5, 19, "sum");
        Dictionary<string, double> options = loss == "triplet-margin"
            ? new() { ["margin"] = Math.ScaleB(1, exponent), ["eps"] = Math.ScaleB(1, exponent - 20) } : [];
        return LossTool.Run<double>(request with
        {
            Options = options,
            Inputs = request.Inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Shape.Length < 2 ? pair.Value
                : new LossArray(pair.Value.Shape, [.. pair.Value.Values.Select(x => Math.ScaleB(x, exponent))])),
        });
    }

    private static void Check<T>(string type, double least) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Data("scales/reference.json")));
        double unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
        foreach (JsonElement given in file.RootElement.EnumerateArray())
        {
            if (given.GetProperty("type").GetString() != type)
                continue;
            LossRequest request = Request(given);
            LossOutcome outcome = LossTool.Run<T>(request);
            (double ofValue, double ofSlopes) = Bounds(request);
            double value = given.GetProperty("value").GetDouble(), size = given.GetProperty("size").GetDouble();
            string name = given.ToString();
            double largest = given.GetProperty("gradients").EnumerateObject()
                .Max(slopes => Numbers(slopes.Value).Max(Math.Abs));
            Assert.True(Math.Abs(outcome.Value.Values[0] - value) <= ofValue * unit * size,
                $"{outcome.Value.Values[0]:R} for {name}");
            foreach (JsonProperty slopes in given.GetProperty("gradients").EnumerateObject())
            {
                double[] expected = Numbers(slopes.Value), found = outcome.Gradients[slopes.Name];
                double bound = ofSlopes * unit * largest + least;
                Assert.True(expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= bound),
                    $"{string.Join(' ', found)} for {name}");
            }
        }
    }

    private static LossRequest Request(JsonElement given) => new(
        LossCatalog.Find(given.GetProperty("loss").GetString()!)!)
    {
        Options = given.GetProperty("options").EnumerateObject()
            .ToDictionary(option => option.Name, option => option.Value.GetDouble()),
        Inputs = given.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => new LossArray(
            [.. input.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())],
            Numbers(input.Value.GetProperty("values")))),
        Reduction = "sum",
    };

    private static (double Value, double Slopes) Bounds(LossRequest request)
    {
        LossArray first = request.Inputs[request.Card.Inputs[0].Name];
        double n = first.Columns, logarithm = first.Values.Max(x => x == 0 ? 0 : Math.Abs(Math.Log(Math.Abs(x))));
        double p = request.Options.GetValueOrDefault("p", 2);
        double power = p is 1 or 2 ? 0 : 2 + (2 * logarithm);
        double sharp = request.Card.Name == "info-nce" ? 8 / request.Options["temperature"] : 1;
        return (2 * n + 8 + power, sharp * ((4 * n) + 16 + (2 * p * power)));
    }

    private static double[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(x => x.GetDouble())];
}

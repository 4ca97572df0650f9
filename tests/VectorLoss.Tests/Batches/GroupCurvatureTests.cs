using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of groups, beside nested dual numbers.</summary>
public class GroupCurvatureTests
{
    private static readonly string[] Refused = ["lovasz-softmax", "soft-dtw", "wasserstein", "sinkhorn-divergence"];

    public static TheoryData<string, string> Settings => [.. FamilyBatch.Settings
        .Where(one => LossCatalog.Find(one.Loss)!.Family == LossFamily.Group && !Refused.Contains(one.Loss))
        .Select(one => new TheoryDataRow<string, string>(
            one.Loss, string.Join(' ', one.Options.Select(pair => $"{pair.Item1}={pair.Item2}"))))];

    [Theory, MemberData(nameof(Settings))]
    public void A_product_is_that_of_nested_dual_numbers_and_symmetric(string loss, string words)
    {
        (string, double)[] options = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (word.Split('=')[0],
                double.Parse(word.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)))];
        foreach ((int rows, int columns) in ((int, int)[])[(1, 4), (3, 12), (2, 60)])
        {
            LossRequest request = FamilyBatch.Of(loss, options, rows, columns, "sum", seed: columns);
            // Times that are equal, and as likely events as not.
            if (loss == "cox")
                request = request with
                {
                    Inputs = new Dictionary<string, LossArray>(request.Inputs)
                    {
                        ["time"] = Rounded(request.Inputs["time"], 4),
                        ["event"] = Rounded(request.Inputs["event"], 1),
                    },
                };
            Dictionary<string, LossArray> one = Direction(request, 1), other = Direction(request, 2);
            IReadOnlyDictionary<string, double[]> expected = LossTool.HessianProduct(request, one),
                found = LossTool.HessianProduct<double>(request, one),
                across = LossTool.HessianProduct<double>(request, other);
            (double left, double right, double sum) = (0, 0, 0);
            foreach ((string input, double[] numbers) in expected)
            {
                double size = 1 + numbers.Max(Math.Abs);
                for (int i = 0; i < numbers.Length; i++)
                {
                    Assert.Equal(numbers[i], found[input][i], 1e-11 * size);
                    left += other[input].Values[i] * found[input][i];
                    right += one[input].Values[i] * across[input][i];
                    sum += Math.Abs(other[input].Values[i] * found[input][i]);
                }
            }
            Assert.Equal(left, right, 1e-11 * (1 + sum));
            if (loss is not ("sample-crps" or "lovasz-hinge"))
                Assert.True(sum > 0);
        }
    }

    private static LossArray Rounded(LossArray array, double scale)
        => array with { Values = Array.ConvertAll(array.Values, x => Math.Max(Math.Round(x * scale), 0.5) / scale) };

    private static Dictionary<string, LossArray> Direction(LossRequest request, int seed)
    {
        Random random = new(seed);
        return LossTool.Run<double>(request).Gradients.Keys.ToDictionary(name => name, name
            => request.Inputs[name] with
            {
                Values = [.. request.Inputs[name].Values.Select(_ => 2 * random.NextDouble() - 1)],
            });
    }

    [Fact]
    public void A_hazard_that_is_far_ahead_and_one_that_is_NaN_have_products()
    {
        double[] hazards = [900, -900, 3, 2], times = [1, 2, 2, 3], events = [1, 1, 1, 0], way = [1, 2, 3, 4],
            product = new double[4];
        RowInputs<double> rows = new() { First = hazards, Second = times, Third = events, Columns = 4 },
            direction = new() { First = way, Second = [], Columns = 4 };
        foreach (bool efron in (bool[])[false, true])
        {
            new CoxPartialLikelihood(efron).HessianProduct(
                rows, direction, new LossGradients<double> { First = product });
            Assert.All(product, number => Assert.True(double.IsFinite(number)));
        }
        hazards[2] = double.NaN;
        new CoxPartialLikelihood().HessianProduct(rows, direction, new LossGradients<double> { First = product });
        Assert.All(product, number => Assert.True(double.IsNaN(number)));
    }

    [Fact]
    public void Floats_masks_and_refusals()
    {
        float[] boxes = [0, 0, 2, 2, 1, 1, 3, 4], others = [1, 1, 3, 3, 0, 0, 3, 3], way = [1, 0, 0, 1, 1, 1, 1, 1],
            product = new float[8];
        RowInputs<float> rows = new() { First = boxes, Second = others, Columns = 4 },
            direction = new() { First = way, Second = [], Columns = 4 };
        new GeneralizedBoxOverlap().HessianProduct(rows, direction, new LossGradients<float> { First = product },
            new() { Mask = [true, false] });
        Assert.Contains(product[..4], number => number != 0);
        Assert.Equal([0, 0, 0, 0], product[4..]);
        string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("direction of First", Refusal(() => new GeneralizedBoxOverlap().HessianProduct(
            new RowInputs<float> { First = boxes, Second = others, Columns = 4 },
            new RowInputs<float> { First = new float[4], Second = [], Columns = 4 },
            new LossGradients<float> { First = product })));
        Assert.Contains("output of First", Refusal(() => new GeneralizedBoxOverlap().HessianProduct(
            new RowInputs<float> { First = boxes, Second = others, Columns = 4 },
            new RowInputs<float> { First = way, Second = [], Columns = 4 },
            new LossGradients<float> { First = way })));
        Assert.Contains("WassersteinDistance", Assert.Throws<NotSupportedException>(() => new WassersteinDistance()
            .HessianProduct(new RowInputs<float> { First = boxes, Second = others, Columns = 4 },
                new RowInputs<float> { First = way, Second = [], Columns = 4 }, default)).Message);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[] x = [.. Enumerable.Range(0, 24).Select(i => Math.Sin(3 * i))], ones = [.. x.Select(_ => 1.0)],
            product = new double[24];
        Allocations.None(() =>
        {
            RowInputs<double> way = new() { First = x, Second = [], Columns = 12 };
            LossGradients<double> to = new() { First = product };
            new CoxPartialLikelihood().HessianProduct(
                new RowInputs<double> { First = x, Second = ones, Third = ones, Columns = 12 }, way, to);
            new GeneralizedDice(3).HessianProduct(
                new RowInputs<double> { First = x, Second = ones, Columns = 12 }, way, to);
        });
    }
}

using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of groups, beside nested dual numbers.</summary>
public class GroupCurvatureTests
{
    public static TheoryData<string, string> Settings => [.. FamilyBatch.Settings
        .Where(one => LossCatalog.Find(one.Loss)!.Family == LossFamily.Group)
        .Select(one => new TheoryDataRow<string, string>(
            one.Loss, string.Join(' ', one.Options.Select(pair => $"{pair.Item1}={pair.Item2}"))))];

    [Theory, MemberData(nameof(Settings))]
    public void A_product_is_that_of_nested_dual_numbers_and_symmetric(string loss, string words)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(1, 4), (3, 12), (2, 60)])
        {
            LossRequest request = Request(loss, words, rows, columns);
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
            bool isLinear = loss is "sample-crps" or "lovasz-hinge" || (loss == "wasserstein" && words.Length == 0);
            Assert.Equal(isLinear, sum == 0);
        }
    }

    [Theory, MemberData(nameof(Settings))]
    public void A_diagonal_is_that_of_the_products_with_units(string loss, string words)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(1, 4), (3, 12), (2, 60)])
        {
            LossRequest request = Request(loss, words, rows, columns);
            foreach ((string input, double[] diagonal) in LossTool.Curvatures<double>(request))
            {
                double size = 1 + diagonal.Max(Math.Abs);
                for (int i = 0; i < diagonal.Length; i++)
                {
                    double[] unit = new double[diagonal.Length];
                    unit[i] = 1;
                    Assert.Equal(LossTool.HessianProduct<double>(request, new Dictionary<string, LossArray>
                    {
                        [input] = request.Inputs[input] with { Values = unit },
                    })[input][i], diagonal[i], 1e-12 * size);
                }
            }
        }
    }

    [Fact]
    public void Beside_a_diagonal_value_and_gradient_have_their_bits_and_nothing_is_allocated()
    {
        float[] x = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(3 * i))], target = [.. x.Select(_ => 1f)],
            gradient = new float[24], alone = new float[24], curvature = new float[24];
        bool[] mask = [true, false];
        Check(new CoxPartialLikelihood(efron: true), target);
        Check(new GeneralizedDice(3), []);
        Check(new LovaszSoftmax(3), []);
        Assert.Equal(new float[12], curvature[12..]);
        Assert.Contains(curvature[..12], number => number != 0);
        Assert.Contains("SoftDynamicTimeWarping", Assert.Throws<NotSupportedException>(
            () => Check(new SoftDynamicTimeWarping(), [])).Message);
        string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("First", Refusal(() => new LovaszSoftmax(3).ValueGradientAndCurvature(
            new RowInputs<float> { First = x, Second = target, Columns = 12 }, default,
            new LossGradients<float> { First = x })));
        Assert.Contains("no gradient to its target", Refusal(() => new LovaszSoftmax(3).ValueGradientAndCurvature(
            new RowInputs<float> { First = x, Second = target, Columns = 12 }, default,
            new LossGradients<float> { Second = curvature })));

        void Check<TLoss>(TLoss loss, float[] third) where TLoss : struct, IGroupLoss
        {
            double value = 0;
            Allocations.None(() => value = loss.ValueGradientAndCurvature(
                new RowInputs<float> { First = x, Second = target, Third = third, Columns = 12 },
                new LossGradients<float> { First = gradient }, new LossGradients<float> { First = curvature },
                new BatchOptions<float> { Mask = mask }));
            Assert.Equal(value, loss.ValueAndGradient(
                new RowInputs<float> { First = x, Second = target, Third = third, Columns = 12 },
                new LossGradients<float> { First = alone }, new BatchOptions<float> { Mask = mask }));
            Assert.Equal(alone, gradient);
        }
    }

    private static LossRequest Request(string loss, string words, int rows, int columns)
    {
        (string, double)[] options = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (word.Split('=')[0],
                double.Parse(word.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)))];
        LossRequest request = FamilyBatch.Of(loss, options, rows, columns, "sum", seed: columns);
        // Times that are equal, and as likely events as not.
        return loss != "cox" ? request : request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["time"] = Rounded(request.Inputs["time"], 4),
                ["event"] = Rounded(request.Inputs["event"], 1),
            },
        };
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

    /// <summary>Places of every number up to two groups and a tail, one class and several.</summary>
    [Theory]
    [InlineData("generalized-dice")]
    [InlineData("multi-class-dice")]
    [InlineData("lovasz-softmax")]
    public void Classes_at_any_number_of_places_have_the_product_of_nested_dual_numbers(string loss)
    {
        foreach (int classes in (int[])[1, 3])
            for (int places = 1; places <= 19; places++)
            {
                LossRequest request = FamilyBatch.Of(
                    loss, [("classes", classes)], 1, classes * places, "sum", seed: places);
                Dictionary<string, LossArray> way = Direction(request, 3);
                double[] expected = LossTool.HessianProduct(request, way)["input"],
                    found = LossTool.HessianProduct<double>(request, way)["input"];
                float[] narrow = Array.ConvertAll(
                    LossTool.HessianProduct<float>(request, way)["input"], number => (float)number);
                double size = 1 + expected.Max(Math.Abs);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], found[i], 1e-13 * size);
                    // Inputs and results are rounded to floats.
                    Assert.Equal(expected[i], narrow[i], 1e-5 * size);
                }
            }
    }

    /// <summary>Sequences up to two registers and a tail, of both lengths, soft and hard.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.25, 1)]
    [InlineData(0, 0)]
    public void Alignments_of_any_length_have_the_product_of_nested_dual_numbers(double gamma, double normalize)
    {
        foreach (int features in (int[])[1, 2])
            foreach (int steps in (int[])[1, 2, 7, 8, 9, 17])
            {
                LossRequest request = FamilyBatch.Of("soft-dtw",
                    [("gamma", gamma), ("normalize", normalize), ("features", features)], 2, features * steps, "sum",
                    seed: steps);
                request = request with
                {
                    Inputs = new Dictionary<string, LossArray>(request.Inputs)
                    {
                        ["input_lengths"] = new([2], [steps, Math.Max(1, steps - 2)]),
                        ["target_lengths"] = new([2], [(steps + 1) / 2, steps]),
                    },
                };
                Dictionary<string, LossArray> way = Direction(request, 3);
                foreach ((string input, double[] numbers) in LossTool.HessianProduct(request, way))
                {
                    double[] found = LossTool.HessianProduct<double>(request, way)[input];
                    double size = 1 + numbers.Max(Math.Abs);
                    for (int i = 0; i < numbers.Length; i++)
                        Assert.Equal(numbers[i], found[i], 1e-11 * size);
                }
            }
    }

    [Fact]
    public void Steps_of_nothing_ties_and_NaN_of_a_transport_have_products_of_their_own()
    {
        double[] Of(double power, bool root, double[] x, double[] y, double[] way)
        {
            double[] product = new double[x.Length];
            new WassersteinDistance(power, root).HessianProduct(
                new RowInputs<double> { First = x, Second = y, Columns = x.Length },
                new RowInputs<double> { First = way, Second = [], Columns = x.Length },
                new LossGradients<double> { First = product });
            return product;
        }
        // ½·Σ(x − y)² is a parabola also where a pair is equal; equal numbers share what is theirs together.
        Assert.Equal([1, 2], Of(2, false, [1, 2], [1, 5], [1, 2]));
        Assert.Equal([1.5, 1.5], Of(2, false, [1, 1], [0, 5], [1, 2]));
        Assert.Equal([0, 0], Of(2, true, [1, 2], [2, 1], [1, 2]));
        Assert.Equal([0, 0], Of(1.5, false, [1, 2], [1, 2], [1, 2]));
        Assert.All(Of(2, false, [double.NaN, 2], [1, 5], [1, 2]), number => Assert.True(double.IsNaN(number)));
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
        Assert.Contains("SinkhornDivergence", Assert.Throws<NotSupportedException>(() => new SinkhornDivergence()
            .ValueGradientAndCurvature(new RowInputs<float> { First = boxes, Second = others, Columns = 4 }, default,
                new LossGradients<float> { First = product })).Message);
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
            RowInputs<double> both = new() { First = x, Second = ones, Columns = 12 };
            new GeneralizedDice(3).HessianProduct(both, way, to);
            new LovaszSoftmax(3).HessianProduct(both, way, to);
            new WassersteinDistance(2, root: true).HessianProduct(both, way, to);
            new SoftDynamicTimeWarping(0.5, 2, normalize: true).HessianProduct(both, way, to);
            new SinkhornDivergence(0.5).HessianProduct(both, way, to);
        });
    }
}

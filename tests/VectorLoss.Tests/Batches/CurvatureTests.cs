using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Tests.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Second derivatives of every family, fused with the gradient, and products with the Hessian.</summary>
public class CurvatureTests
{
    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Every))]
    public void Curvatures_agree_with_differences_of_gradients(string name)
    {
        LossRequest request = CatalogueHeadTests.Request(name, "mean");
        foreach (LossRequest asked in (LossRequest[])[request, CatalogueHeadTests.Chosen(request)])
        {
            Dictionary<string, double[]> curvatures = new(LossTool.Curvatures<double>(asked));
            // A loss of points has one by its prediction.
            Assert.Equal(asked.Card.Inputs.Where(input => input.Differentiable
                && (asked.Card.Family != LossFamily.Point || input == asked.Card.Inputs[0]))
                .Select(input => input.Name).Order(), curvatures.Keys.Order());
            foreach ((string input, double[] curvature) in curvatures)
            {
                double largest = LossTool.Run<double>(asked).Gradients[input].Max(Math.Abs);
                for (int i = 0; i < curvature.Length; i++)
                {
                    const double step = 1e-4;
                    double near = Difference(asked, input, i, step), far = Difference(asked, input, i, 2 * step);
                    // A central difference is off by c·h² and by the rounding of the gradient over h: the step doubled
                    // shows the first three times over, and 400 roundings bound the second.
                    double bound = Math.Abs(far - near) + 400 * Math.ScaleB(1 + largest, -53) / step;
                    Assert.True(Math.Abs(near - curvature[i]) <= bound,
                        $"{name}, {input}[{i}]: {curvature[i]:R}, differences {near:R} ± {bound:R}");
                }
            }
        }
    }

    private static double Difference(LossRequest request, string input, int i, double step)
    {
        double At(double moved)
        {
            LossArray array = request.Inputs[input];
            double[] values = [.. array.Values];
            values[i] += moved;
            return LossTool.Run<double>(request with
            {
                Inputs = new Dictionary<string, LossArray>(request.Inputs) { [input] = array with { Values = values } },
            }).Gradients[input][i];
        }
        return (At(step) - At(-step)) / (2 * step);
    }

    public static TheoryData<bool, double, double, double> Options => new(
        from labelled in (bool[])[true, false]
        from smoothing in (double[])[0, 0.1]
        from softcap in (double[])[0, 2]
        from square in (double[])[0, 0.3]
        select new TheoryDataRow<bool, double, double, double>(labelled, smoothing, softcap, square));

    [Theory, MemberData(nameof(Options))]
    public void The_diagonal_is_that_of_the_products_with_units(
        bool labelled, double smoothing, double softcap, double square)
    {
        const int Rows = 3, Classes = 5;
        double[] x = [.. Enumerable.Range(0, Rows * Classes).Select(i => 2 * Math.Sin(i * 31))];
        double[] targets = [.. x.Select(Math.Abs)], diagonal = new double[x.Length], gradient = new double[x.Length];
        int[] labels = [1, 4, 2];
        ClassOptions<double> Asked() => new()
        {
            LabelSmoothing = smoothing,
            Softcap = softcap,
            LseSquareScale = square,
            ClassWeights = new[] { 0.5, 1, 2, 0.25, 3 },
            Batch = new() { Factors = new[] { 1, -2.5, 0.75 }, Mask = new[] { true, true, false } },
        };
        CategoricalFocal loss = new(2);
        double value = labelled
            ? loss.ValueGradientAndCurvature(x, Classes, labels, gradient, diagonal, Asked())
            : loss.ValueGradientAndCurvature(x, Classes, targets, gradient, diagonal, Asked());
        double[] alone = new double[x.Length], product = new double[x.Length];
        Assert.Equal(value, labelled ? loss.ValueAndGradient(x, Classes, labels, alone, Asked())
            : loss.ValueAndGradient(x, Classes, targets, alone, Asked()));
        Assert.Equal(alone, gradient);
        for (int i = 0; i < x.Length; i++)
        {
            double[] unit = new double[x.Length];
            unit[i] = 1;
            if (labelled)
                loss.HessianProduct(x, Classes, labels, unit, product, Asked());
            else
                loss.HessianProduct(x, Classes, targets, unit, product, Asked());
            // The terms of both cancel; a few dozen roundings of terms below 20.
            Assert.Equal(product[i], diagonal[i], 1000 * Math.ScaleB(1, -53));
        }
    }

    [Fact]
    public void A_row_of_cross_entropy_has_the_block_of_its_probabilities()
    {
        double[] x = [1, -2, 0.5, 3], p = new double[4], product = new double[4];
        VectorLoss.Rows.RowFunctions.Softmax<double>(x, 4, p);
        for (int i = 0; i < 4; i++)
        {
            double[] unit = new double[4];
            unit[i] = 1;
            new CrossEntropy().HessianProduct<CrossEntropy, double>(x, 4, [2], unit, product);
            for (int j = 0; j < 4; j++)
                Assert.Equal((i == j ? p[i] : 0) - p[i] * p[j], product[j], 8 * Math.ScaleB(1, -53));
        }
    }

    [Theory]
    [InlineData(17, 8.2798740664437584e-8)]
    [InlineData(40, 8.4967085105831778e-18)]
    public void A_confident_row_keeps_its_digits(double gap, double expected)
    {
        double[] x = [gap, 0, 0], gradient = new double[3], curvature = new double[3];
        new CrossEntropy().ValueGradientAndCurvature<CrossEntropy, double>(x, 3, [0], gradient, curvature);
        Assert.Equal(expected, curvature[0], 16 * Math.ScaleB(expected, -53));
        x[2] = double.NegativeInfinity;
        new CrossEntropy().ValueGradientAndCurvature<CrossEntropy, double>(x, 3, [0], gradient, curvature);
        Assert.Equal(0, curvature[2]);
        Assert.True(curvature[0] > 0);
        x[2] = double.NaN;
        new CrossEntropy().ValueGradientAndCurvature<CrossEntropy, double>(x, 3, [0], gradient, curvature);
        Assert.All(curvature, number => Assert.True(double.IsNaN(number)));
    }

    [Theory]
    [InlineData(HessianConvention.Exact, 1, 0)]
    [InlineData(HessianConvention.LightGbm, 1.5, 0)]
    [InlineData(HessianConvention.XGBoost, 2, 1e-16)]
    public void Libraries_of_boosted_trees_scale_the_softmax(HessianConvention convention, double factor, double least)
    {
        double[] x = [0.5, -1, 2, 60, 0, 0], weights = [1, 0.25];
        LossRequest request = new(CrossEntropy.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 3], x),
                ["target"] = new([2], [1, 0]),
                ["sample_weight"] = new([2], weights),
            },
            Reduction = "sum",
        };
        double[] found = LossTool.Curvatures<double>(request, convention)["input"], p = new double[6];
        VectorLoss.Rows.RowFunctions.Softmax<double>(x, 3, p);
        for (int i = 0; i < 6; i++)
        {
            // The probability of the confident class is 1 − 2e⁻⁶⁰.
            double other = i == 3 ? 2 * Math.Exp(-60) : 1 - p[i];
            double expected = Math.Max(factor * weights[i / 3] * p[i] * other, least);
            Assert.Equal(expected, found[i], 32 * Math.ScaleB(expected, -53));
        }
        if (convention == HessianConvention.Exact)
            return;
        Assert.Contains("not averaged", Assert.Throws<ArgumentException>(()
            => LossTool.Curvatures<double>(request with { Reduction = "mean" }, convention)).Message);
        Assert.Contains("cross-entropy", Assert.Throws<ArgumentException>(() => LossTool.Curvatures<double>(
            CatalogueHeadTests.Request("mse", "sum"), convention)).Message);
    }

    [Theory]
    [InlineData("poisson-nll", HessianConvention.LightGbm)]
    [InlineData("poisson-nll", HessianConvention.XGBoost)]
    [InlineData("l1", HessianConvention.LightGbm)]
    [InlineData("huber", HessianConvention.LightGbm)]
    [InlineData("quantile", HessianConvention.LightGbm)]
    public void Libraries_of_boosted_trees_have_second_derivatives_of_their_own(
        string loss, HessianConvention convention)
    {
        double[] x = [0.5, -1, 2], weights = [1, 0.25, 3];
        LossRequest request = new(LossCatalog.Find(loss)!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([3], x),
                ["target"] = new([3], [2, 0, 1]),
                ["weight"] = new([3], weights),
                ["mask"] = new([3], [1, 1, 0]),
            },
            Reduction = "sum",
        };
        double[] found = LossTool.Curvatures<double>(request, convention)["input"];
        for (int i = 0; i < 2; i++)
            Assert.Equal(weights[i] * (loss == "poisson-nll" ? Math.Exp(x[i] + 0.7) : 1), found[i], 1e-14);
        Assert.Equal(0, found[2]);
        Assert.Contains("not averaged", Assert.Throws<ArgumentException>(()
            => LossTool.Curvatures<double>(request with { Reduction = "mean" }, convention)).Message);
        if (convention == HessianConvention.LightGbm && loss != "poisson-nll")
            Assert.Contains("exact one", Assert.Throws<ArgumentException>(()
                => LossTool.Curvatures<double>(request, HessianConvention.XGBoost)).Message);
    }

    [Fact]
    public void One_sweep_has_the_bits_of_two()
    {
        Same<float>();
        Same<double>();
    }

    private static void Same<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = VectorLoss.Spans.OrderedSum<T>.Block;
        foreach (int n in (int[])[.. Enumerable.Range(0, 70), block - 1, block, block + 1, 2 * block + 5])
        {
            T[] Draw(int seed)
            {
                Random random = new(seed);
                return [.. Enumerable.Range(0, n).Select(_ => T.CreateTruncating(0.1 + random.NextDouble()))];
            }
            T[] p = Draw(1), t = Draw(2), w = Draw(3), f = Draw(4), g = new T[n], c = new T[n], one = new T[n],
                two = new T[n];
            BatchOptions<T> Asked() => new() { Weights = w, Factors = f, Upstream = 0.75 };
            PseudoHuber loss = new(0.5);
            Assert.Equal(loss.ValueAndGradient<PseudoHuber, T>(p, t, one, Asked()),
                loss.ValueGradientAndCurvature<PseudoHuber, T>(p, t, g, c, Asked()));
            Assert.Equal(one, g);
            loss.Curvature<PseudoHuber, T>(p, t, two, Asked());
            Assert.Equal(two, c);
            int[] labels = [.. Enumerable.Range(0, n / 5).Select(row => row % 5)];
            T[] x = p[..(n / 5 * 5)], curved = new T[x.Length], product = new T[x.Length], slopes = new T[x.Length];
            Allocations.None(() =>
            {
                loss.ValueGradientAndCurvature<PseudoHuber, T>(p, t, g, c, Asked());
                new CrossEntropy().ValueGradientAndCurvature<CrossEntropy, T>(x, 5, labels, slopes, curved);
                new CrossEntropy().HessianProduct<CrossEntropy, T>(x, 5, labels, slopes, product);
            });
            // In place, and the same bits.
            Assert.Equal(new CrossEntropy().ValueAndGradient<CrossEntropy, T>(x, 5, labels, product),
                new CrossEntropy().ValueGradientAndCurvature<CrossEntropy, T>(x, 5, labels, x, product));
        }
    }
}

using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of labelled rows, beside nested dual numbers and differences.</summary>
public class SimilarityCurvatureTests
{
    public static TheoryData<string> Losses => [.. LossCatalog.All
        .Where(card => card.Family == LossFamily.Similarity).Select(card => card.Name)];

    [Theory, MemberData(nameof(Losses))]
    public void A_product_is_that_of_nested_dual_numbers(string loss)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(1, 3), (2, 2), (5, 4), (9, 19), (21, 5)])
            foreach (bool asked in (bool[])[false, true])
                Agrees(loss, rows, columns, asked);
    }

    private static void Agrees(string loss, int rows, int columns, bool asked)
    {
        Batch batch = Batch.Draw(loss, rows, columns, asked);
        (double[] product, double warmed) = batch.Product(batch.Direction, batch.Warming);
        Dictionary<string, LossArray> inputs = new()
        {
            ["input"] = new([rows, columns], batch.Rows),
            ["target"] = new([rows], Array.ConvertAll(batch.Labels, label => (double)label)),
        }, direction = new() { ["input"] = new([rows, columns], batch.Direction) };
        if (batch.Temperature.Length > 0)
            (inputs["temperature"], direction["temperature"])
                = (new([], batch.Temperature), new([], batch.Warming));
        if (asked)
            (inputs["mask"], inputs["sample_weight"]) = (
                new([rows], Array.ConvertAll(batch.Mask, bit => bit ? 1.0 : 0)), new([rows], batch.Weights));
        IReadOnlyDictionary<string, double[]> expected = LossTool.HessianProduct(
            new(batch.Card) { Inputs = inputs, Reduction = "sum", Options = batch.Options }, direction);
        // Sums of products of a few dozen terms, which scales of up to 256 magnify twice.
        double size = 1 + expected["input"].Max(Math.Abs);
        for (int i = 0; i < product.Length; i++)
            Assert.Equal(expected["input"][i], product[i], 1e-11 * size);
        if (batch.Temperature.Length > 0)
            Assert.Equal(expected["temperature"][0], warmed, 1e-11 * (1 + Math.Abs(warmed)));
        if (rows > 4 && loss != "batch-hard-triplet")
            Assert.Contains(product, number => number != 0);
    }

    // More rows than come at once: by differences of gradients, which are off by h² of the third derivative and by
    // 2⁻⁵³/h of a gradient, at a step in which hardly a hardest pair gives way to another.
    [Theory, MemberData(nameof(Losses))]
    public void Many_rows_agree_with_differences_and_are_symmetric(string loss)
    {
        Batch batch = Batch.Draw(loss, 300, 5, asked: true);
        const double h = 1e-7;
        (double[] product, double warmed) = batch.Product(batch.Direction, batch.Warming);
        (double[] up, double upWarm) = batch.Gradient(h);
        (double[] down, double downWarm) = batch.Gradient(-h);
        double size = product.Max(Math.Abs);
        for (int i = 0; i < product.Length; i++)
            Assert.Equal((up[i] - down[i]) / (2 * h), product[i], 1e-5 * size);
        if (batch.Temperature.Length > 0)
            Assert.Equal((upWarm - downWarm) / (2 * h), warmed, 1e-5 * Math.Abs(warmed));
        double[] other = Batch.Numbers(new(9), product.Length), warm = Array.ConvertAll(batch.Warming, x => 1 - x);
        (double[] across, double acrossWarm) = batch.Product(other, warm);
        double left = Dot(other, product) + Dot(warm, [warmed]), right = Dot(batch.Direction, across)
            + Dot(batch.Warming, [acrossWarm]), sum = product.Zip(other, (x, y) => Math.Abs(x * y)).Sum();
        Assert.Equal(left, right, 1e-10 * sum);
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    /// <summary>No loss of the catalogue has a slope by the spread that moves; one of one's own may.</summary>
    [Fact]
    public void A_loss_that_bends_with_its_spread_agrees_with_differences()
    {
        Batch batch = Batch.Draw("sup-con", 9, 4, asked: true);
        const double h = 1e-6;
        double[] Gradient(double step)
        {
            double[] gradient = new double[36];
            new Spread().ValueAndGradient<Spread, double>(
                [.. batch.Rows.Zip(batch.Direction, (x, v) => x + step * v)], 4, batch.Labels, gradient);
            return gradient;
        }
        double[] product = new double[36], up = Gradient(h), down = Gradient(-h);
        new Spread().HessianProduct<Spread, double>(batch.Rows, 4, batch.Labels, batch.Direction, product);
        double size = product.Max(Math.Abs);
        // h² of the third derivative, and 2⁻⁵³/h of a gradient.
        for (int i = 0; i < product.Length; i++)
            Assert.Equal((up[i] - down[i]) / (2 * h), product[i], 1e-8 * (1 + size));
    }

    private readonly struct Spread : ISimilarityLoss
    {
        public R Positive<R>(R cosine) where R : struct, IReal<R> => R.Of(3) * cosine * cosine;

        public R PositiveSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(6) * cosine;

        public R Negative<R>(R cosine) where R : struct, IReal<R> => R.Of(2) * cosine;

        public R NegativeSlope<R>(R cosine) where R : struct, IReal<R> => R.Of(2);

        public R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
            => R.Softplus(negatives - positives) + spread * spread;

        public Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>
        {
            R share = R.Sigmoid(negatives - positives);
            return new(-share, share, spread + spread);
        }
    }

    [Fact]
    public void A_float_is_as_near_as_its_cosines()
    {
        Batch batch = Batch.Draw("sup-con", 40, 16, asked: false);
        (double[] expected, _) = batch.Product(batch.Direction, []);
        float[] product = new float[expected.Length];
        new SupervisedContrastive(batch.Temperature[0]).HessianProduct<SupervisedContrastive, float>(
            Array.ConvertAll(batch.Rows, x => (float)x), 16, batch.Labels,
            Array.ConvertAll(batch.Direction, x => (float)x), product, new() { Reduction = Reduction.Sum });
        // Cosines of 16 terms over a temperature of 1/4 squared, in the largest of the sums.
        double size = expected.Max(Math.Abs);
        for (int i = 0; i < product.Length; i++)
            Assert.Equal(expected[i], product[i], 1e-4 * size);
    }

    [Fact]
    public void Rows_of_zeros_ties_extremes_and_none_have_products()
    {
        double[] rows = [0, 0, 1, 2, 1, 2, -3, 1, 1, 2, 1e100, 2e100], way = [1, 2, 3, 1, 0, 2, 1, 1, 2, 0, 0, 1],
            product = new double[12];
        int[] labels = [0, 0, 1, 1, 0, 1];
        new SupervisedContrastive().HessianProduct<SupervisedContrastive, double>(rows, 2, labels, way, product);
        Assert.All(product, number => Assert.True(double.IsFinite(number)));
        Assert.Equal([0, 0], product[..2]);
        // Equal positives share evenly, as in the gradient.
        new BatchHardTriplet().HessianProduct<BatchHardTriplet, double>(rows, 2, labels, way, product);
        Assert.All(product, number => Assert.True(double.IsFinite(number)));
        rows[6] = double.NaN;
        new NeighbourhoodComponents().HessianProduct<NeighbourhoodComponents, double>(rows, 2, labels, way, product);
        Assert.All(product[6..8], number => Assert.True(double.IsNaN(number)));
        new Circle().HessianProduct<Circle, double>(
            [], 2, [], [], [], new() { Empty = EmptyBatch.Zero });
        // Alone of its label, a row has no loss.
        new MultiSimilarity().HessianProduct<MultiSimilarity, double>([1, 2], 2, [7], [1, 1], product.AsSpan(..2));
        Assert.Equal([0, 0], product[..2]);
        // At the margin's edge, cosines of ±1, the widened angle has slope and no more.
        new ArcFace().HessianProduct<ArcFace, double>([1, -1, 0.5], 3, [0], [1, 1, 1], product.AsSpan(..3));
        Assert.All(product[..3], number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Shapes_and_overlaps_are_refused()
    {
        double[] rows = new double[6], way = new double[6], product = new double[6];
        int[] labels = [0, 0, 1];
        string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("direction", Refusal(() => new Circle().HessianProduct<Circle, double>(
            rows, 2, labels, way.AsSpan(..4), product)));
        Assert.Contains("product", Refusal(() => new Circle().HessianProduct<Circle, double>(
            rows, 2, labels, way, product.AsSpan(..4))));
        Assert.Contains("output of First", Refusal(() => new Circle().HessianProduct<Circle, double>(
            rows, 2, labels, way, rows)));
        Assert.Contains("output of First", Refusal(() => new Circle().HessianProduct<Circle, double>(
            rows, 2, labels, way, way)));
        Assert.Contains("labels", Refusal(() => new ProxyNca().HessianProduct<ProxyNca, double>(
            rows, 2, [0, 2, 1], way, product)));
        Assert.Contains("temperature", Refusal(() => new Circle().HessianProduct<Circle, double>(
            rows, 2, labels, [1], way, [1], default)));
        Assert.Contains("warming", Refusal(() => new SupervisedContrastive()
            .HessianProduct<SupervisedContrastive, double>(rows, 2, labels, [1], way, [1, 2], default)));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Batch batch = Batch.Draw("sup-con", 20, 6, asked: true), proxies = Batch.Draw("proxy-nca", 20, 6, asked: true);
        double[] product = new double[120], warmed = new double[1];
        Allocations.None(() =>
        {
            new SupervisedContrastive().HessianProduct<SupervisedContrastive, double>(batch.Rows, 6, batch.Labels,
                batch.Temperature, batch.Direction, batch.Warming, new() { First = product, Third = warmed });
            new ProxyNca().HessianProduct<ProxyNca, double>(
                proxies.Rows, 6, proxies.Labels, proxies.Direction, product);
        });
    }

    /// <summary>Labelled rows, and how they move.</summary>
    private sealed record Batch(LossCard Card, int Columns, double[] Rows, int[] Labels, double[] Direction)
    {
        public double[] Temperature { get; init; } = [];

        public double[] Warming { get; init; } = [];

        public bool[] Mask { get; init; } = [];

        public double[] Weights { get; init; } = [];

        // Steepness of which differences can be taken.
        public Dictionary<string, double> Options => Card.Name switch
        {
            "arcface" or "cosface" => new() { ["scale"] = 4 },
            "circle" => new() { ["gamma"] = 8 },
            "multi-similarity" => new() { ["beta"] = 5 },
            _ => [],
        };

        public static double[] Numbers(Random random, int count)
            => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];

        public static Batch Draw(string loss, int rows, int columns, bool asked)
        {
            Random random = new(31 * rows + columns);
            LossCard card = LossCatalog.Find(loss)!;
            bool warm = card.Inputs.Count > 2;
            return new(card, columns, Numbers(random, rows * columns),
                [.. Enumerable.Range(0, rows).Select(_ => random.Next(Math.Min(3, columns)))],
                Numbers(random, rows * columns))
            {
                Temperature = warm ? [0.25 + random.NextDouble()] : [],
                Warming = warm ? [0.5 + random.NextDouble()] : [],
                Mask = asked ? [.. Enumerable.Range(0, rows).Select(i => i % 3 != 1)] : [],
                Weights = asked ? [.. Enumerable.Range(0, rows).Select(i => 0.5 + i % 7)] : [],
            };
        }

        public (double[] ByRows, double ByTemperature) Product(double[] direction, double[] warming)
            => Card.Visit(new Call(this, Rows, Temperature, direction, warming), Pairs);

        public (double[] ByRows, double ByTemperature) Gradient(double step) => Card.Visit(new Call(this,
            [.. Rows.Zip(Direction, (x, v) => x + step * v)],
            [.. Temperature.Zip(Warming, (x, v) => x + step * v)], null, []), Pairs);

        private (string, double)[] Pairs => [.. Options.Select(one => (one.Key, one.Value))];
    }

    /// <summary>The product with the Hessian along a direction, or the gradient without one.</summary>
    private sealed class Call(Batch batch, double[] rows, double[] temperature, double[]? direction, double[] warming)
        : ILossVisitor<(double[], double)>
    {
        public (double[], double) Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        {
            double[] first = new double[rows.Length], third = new double[temperature.Length];
            LossGradients<double> to = new() { First = first, Third = third };
            BatchOptions<double> options = new()
            {
                Reduction = Reduction.Sum,
                Mask = batch.Mask,
                Weights = batch.Weights,
            };
            if (direction is null)
                loss.ValueAndGradient(rows, batch.Columns, batch.Labels, temperature, to, options);
            else
                loss.HessianProduct(
                    rows, batch.Columns, batch.Labels, temperature, direction, warming, to, options);
            return (first, third.FirstOrDefault());
        }

        public (double[], double) Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
            => throw new NotSupportedException();

        public (double[], double) Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
            => throw new NotSupportedException();
    }
}

using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of losses of pairs, beside nested dual numbers and differences.</summary>
public class ContrastCurvatureTests
{
    public static TheoryData<string, bool> Losses => new()
    {
        { "info-nce", false }, { "info-nce", true }, { "clip", false }, { "n-pairs", false },
    };

    [Theory, MemberData(nameof(Losses))]
    public void A_product_is_that_of_nested_dual_numbers(string loss, bool views)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(1, 3), (2, 1), (5, 4), (7, 9)])
            foreach (string options in (string[])["", "third", "masked"])
                Agrees(loss, views, rows, columns, options);
    }

    // A batch of more than one piece of queries, along a direction by differences of gradients: h² of the third
    // derivative, and 2⁻⁵³/h of a gradient.
    [Theory, MemberData(nameof(Losses))]
    public void Many_rows_agree_with_differences_of_gradients(string loss, bool views)
    {
        const int rows = 300, columns = 5;
        const double h = 1e-4;
        double[][] x = Draw(rows, columns, 1), v = Draw(rows, columns, 2);
        double[][] Gradient(double step)
        {
            double[][] at = [.. x.Zip(v, (number, way) => number.Zip(way, (n, w) => n + step * w).ToArray())],
                slopes = [.. at.Select(numbers => new double[numbers.Length])];
            Run(loss, views, at, null, slopes, columns, "third");
            return slopes;
        }
        double[][] products = [.. x.Select(numbers => new double[numbers.Length])],
            up = Gradient(h), down = Gradient(-h);
        Run(loss, views, x, v, products, columns, "third");
        for (int input = 0; input < (loss == "n-pairs" ? 2 : 3); input++)
        {
            double size = products[input].Max(Math.Abs);
            for (int i = 0; i < products[input].Length; i++)
                Assert.Equal((up[input][i] - down[input][i]) / (2 * h), products[input][i], 1e-5 * size);
        }
    }

    [Fact]
    public void Rows_of_zeros_of_one_direction_and_of_none_have_products_of_their_own()
    {
        double[] first = [0, 0, 1, 2, -1, 0.5], second = [1, 1, 0, 3, 2, -1], way = [1, 2, 3, 1, 0, 2],
            product = new double[6], whole = new double[6];
        RowInputs<double> inputs = new() { First = first, Second = second, Columns = 2 };
        new NPairs().HessianProduct(inputs, new RowInputs<double> { First = way, Second = [], Columns = 2 },
            new LossGradients<double> { First = product });
        new NPairs().HessianProduct(inputs, new RowInputs<double> { First = way, Second = new double[6], Columns = 2 },
            new LossGradients<double> { First = whole, Second = new double[6] });
        Assert.Equal(whole, product);
        Assert.Contains(product, number => number != 0);
        new InfoNce().HessianProduct(inputs, new RowInputs<double> { First = way, Second = [], Columns = 2 },
            new LossGradients<double> { First = product });
        Assert.Equal([0, 0], product[..2]);
        Assert.All(product, number => Assert.True(double.IsFinite(number)));
        first[3] = double.NaN;
        new InfoNce().HessianProduct(inputs, new RowInputs<double> { First = way, Second = [], Columns = 2 },
            new LossGradients<double> { First = product });
        Assert.All(product[2..4], number => Assert.True(double.IsNaN(number)));
    }

    [Fact]
    public void Shapes_and_overlaps_are_refused()
    {
        double[] x = new double[6], other = new double[6], product = new double[6];
        string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("direction of First", Refusal(() => new NPairs().HessianProduct(
            new RowInputs<double> { First = x, Second = other, Columns = 2 },
            new RowInputs<double> { First = new double[4], Second = [], Columns = 2 },
            new LossGradients<double> { First = product })));
        Assert.Contains("First", Refusal(() => new NPairs().HessianProduct(
            new RowInputs<double> { First = x, Second = other, Columns = 2 },
            new RowInputs<double> { First = product, Second = [], Columns = 2 },
            new LossGradients<double> { First = product })));
        Assert.Contains("output of First", Refusal(() => new NPairs().HessianProduct(
            new RowInputs<double> { First = x, Second = other, Columns = 2 },
            new RowInputs<double> { First = [], Second = [], Columns = 2 }, new LossGradients<double> { First = x })));
    }

    /// <summary>Of features: more than a piece of covariances, along a direction by differences of gradients.</summary>
    [Theory]
    [InlineData("vicreg", "")]
    [InlineData("vicreg", "gamma")]
    [InlineData("barlow-twins", "lambda")]
    public void Features_agree_with_nested_dual_numbers_and_with_differences_of_gradients(string loss, string option)
    {
        (string, double)[] options = option.Length == 0 ? [] : [(option, 0.5)];
        foreach ((int rows, int columns) in ((int, int)[])[(1, 3), (2, 1), (5, 4), (4, 11)])
        {
            LossRequest request = FamilyBatch.Of(loss, options, rows, columns, "sum", seed: columns);
            Dictionary<string, LossArray> way = request.Card.Inputs.ToDictionary(input => input.Name,
                input => request.Inputs[input.Name] with { Values = Draw(rows, columns, input.Name.Length)[1] });
            foreach (string[] moving in (string[][])[[.. way.Keys], [way.Keys.First()]])
                foreach ((string input, double[] numbers) in LossTool.HessianProduct(
                    request, moving.ToDictionary(name => name, name => way[name])))
                {
                    double size = 1 + numbers.Max(Math.Abs);
                    double[] found = LossTool.HessianProduct<double>(
                        request, moving.ToDictionary(name => name, name => way[name]))[input];
                    for (int i = 0; i < numbers.Length; i++)
                        Assert.Equal(numbers[i], found[i], 1e-11 * size);
                }
        }
        Differ(loss, options, 6, 300);
    }

    private static void Differ(string loss, (string, double)[] options, int rows, int columns)
    {
        const double h = 1e-5;
        LossRequest request = FamilyBatch.Of(loss, options, rows, columns, "sum", seed: 1);
        string[] names = [.. request.Card.Inputs.Select(input => input.Name)];
        Dictionary<string, double[]> way = names.ToDictionary(
            name => name, name => Draw(rows, columns, name.Length)[1]);
        IReadOnlyDictionary<string, double[]> Gradients(double step) => LossTool.Run<double>(request with
        {
            Inputs = names.ToDictionary(name => name, name => request.Inputs[name] with
            {
                Values = [.. request.Inputs[name].Values.Zip(way[name], (x, v) => x + step * v)],
            }),
        }).Gradients;
        IReadOnlyDictionary<string, double[]> up = Gradients(h), down = Gradients(-h), found
            = LossTool.HessianProduct<double>(request, names.ToDictionary(
                name => name, name => request.Inputs[name] with { Values = way[name] }));
        foreach (string name in names)
        {
            double size = found[name].Max(Math.Abs);
            Assert.True(size > 0);
            for (int i = 0; i < rows * columns; i++)
                Assert.Equal((up[name][i] - down[name][i]) / (2 * h), found[name][i], 1e-6 * size);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[][] x = Draw(20, 6, 1), v = Draw(20, 6, 2), products = [new double[120], new double[120], new double[1]];
        Allocations.None(() => new ContrastiveLanguageImage().HessianProduct(
            new RowInputs<double> { First = x[0], Second = x[1], Third = x[2], Columns = 6 },
            new RowInputs<double> { First = v[0], Second = v[1], Third = v[2], Columns = 6 },
            new LossGradients<double> { First = products[0], Second = products[1], Third = products[2] }));
        Allocations.None(() => new BarlowTwins().HessianProduct(
            new RowInputs<double> { First = x[0], Second = x[1], Columns = 6 },
            new RowInputs<double> { First = v[0], Second = v[1], Columns = 6 },
            new LossGradients<double> { First = products[0], Second = products[1] }));
    }

    /// <summary>Every family by its formula: the columns of the Hessian hold its diagonal, and are symmetric.</summary>
    [Theory]
    [InlineData("lambda-rank")]
    [InlineData("list-mle")]
    [InlineData("approx-ndcg")]
    [InlineData("generalized-dice")]
    [InlineData("cox")]
    [InlineData("sup-con")]
    [InlineData("vicreg")]
    [InlineData("soft-dtw")]
    [InlineData("cross-entropy")]
    public void Products_by_formula_are_symmetric_and_hold_the_diagonal(string loss)
    {
        LossRequest request = FamilyBatch.Of(loss, [], 3, 4);
        string name = request.Card.Inputs[0].Name;
        LossArray array = request.Inputs[name];
        double[] diagonal = LossTool.Curvatures<double>(request)[name];
        double[][] columns = [.. array.Values.Select((_, i) =>
        {
            double[] unit = new double[array.Values.Length];
            unit[i] = 1;
            return LossTool.HessianProduct(request, new Dictionary<string, LossArray>
            {
                [name] = array with { Values = unit },
            })[name];
        })];
        double size = columns.Max(column => column.Max(Math.Abs));
        Assert.True(size > 0);
        for (int i = 0; i < diagonal.Length; i++)
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(columns[j][i], columns[i][j], 1e-12 * size);
                if (i == j)
                    Assert.Equal(diagonal[i], columns[i][i], 1e-12 * size);
            }
    }

    [Fact]
    public void Directions_lie_as_the_arrays_lie_and_must_fit()
    {
        double[] logits = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))],
            way = [.. Enumerable.Range(0, 12).Select(i => Math.Cos(3 * i))], product = new double[12];
        LossRequest request = new(CrossEntropy.Card)
        {
            ClassAxis = 1,
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 3, 2], logits),
                ["target"] = new([2, 2], [0, 2, 1, 1]),
            },
        };
        double[] found = LossTool.HessianProduct(request, new Dictionary<string, LossArray>
        {
            ["input"] = new([2, 3, 2], way),
        })["input"];
        new CrossEntropy().HessianProduct<CrossEntropy, double>(
            logits, VectorLoss.Rows.ClassAxis.Of([2, 3, 2], 1), [0, 2, 1, 1], way, product);
        Assert.All(product.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        string Refusal(string name, int[] shape) => Assert.Throws<ArgumentException>(() => LossTool.HessianProduct(
            request, new Dictionary<string, LossArray> { [name] = new(shape, new double[12]) })).Message;
        Assert.StartsWith("input has shape [12]; beside input it must be [2, 3, 2]", Refusal("input", [12]));
        Assert.StartsWith("There is no array 'other' that could move", Refusal("other", [12]));
    }

    private static double[][] Draw(int rows, int columns, int seed)
    {
        Random random = new(seed);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
        return [Numbers(rows * columns), Numbers(rows * columns), [0.25 + random.NextDouble()]];
    }

    private static void Agrees(string loss, bool views, int rows, int columns, string options)
    {
        double[][] x = Draw(rows, columns, 1), v = Draw(rows, columns, 2),
            products = [.. x.Select(numbers => new double[numbers.Length])];
        Run(loss, views, x, v, products, columns, options);
        int queries = views || loss == "clip" ? 2 * rows : rows;
        LossCard card = LossCatalog.Find(loss)!;
        Dictionary<string, LossArray> inputs = [], direction = [];
        for (int i = 0; i < card.Inputs.Count; i++)
            if (i < 2 || loss == "clip" || options == "third")
            {
                int[] shape = i < 2 ? [rows, columns] : [];
                inputs[card.Inputs[i].Name] = new(shape, x[i]);
                direction[card.Inputs[i].Name] = new(shape, v[i]);
            }
        if (options == "masked")
            (inputs["mask"], inputs["sample_weight"])
                = (new([queries], Mask(queries)), new([queries], Weights(queries)));
        IReadOnlyDictionary<string, double[]> expected = LossTool.HessianProduct(new(card)
        {
            Options = views ? new Dictionary<string, double> { ["views"] = 1 } : [],
            Inputs = inputs,
            Reduction = "sum",
        }, direction);
        foreach ((string name, double[] numbers) in expected)
        {
            double[] found = products[card.Inputs.Index().First(one => one.Item.Name == name).Index];
            // Sums of products of a few dozen terms, which the temperature of 0.07 squared magnifies.
            double size = 1 + numbers.Max(Math.Abs);
            for (int i = 0; i < found.Length; i++)
                Assert.Equal(numbers[i], found[i], 1e-11 * size);
        }
    }

    private static double[] Mask(int count) => [.. Enumerable.Range(0, count).Select(i => i % 3 == 1 ? 0.0 : 1)];

    private static double[] Weights(int count) => [.. Enumerable.Range(0, count).Select(i => 0.5 + i)];

    /// <summary>The product along a direction, or the gradient without one.</summary>
    private static void Run(
        string loss, bool views, double[][] x, double[][]? v, double[][] results, int columns, string options)
    {
        bool third = loss == "clip" || (loss == "info-nce" && options == "third");
        int rows = x[0].Length / columns, queries = views || loss == "clip" ? 2 * rows : rows;
        RowInputs<double> inputs = new()
        {
            First = x[0],
            Second = x[1],
            Third = third ? x[2] : [],
            Columns = columns,
        }, direction = v is null ? inputs : new()
        {
            First = v[0],
            Second = v[1],
            Third = third ? v[2] : [],
            Columns = columns,
        };
        LossGradients<double> to = new() { First = results[0], Second = results[1], Third = third ? results[2] : [] };
        BatchOptions<double> batch = new()
        {
            Reduction = Reduction.Sum,
            Mask = options == "masked" ? Array.ConvertAll(Mask(queries), bit => bit != 0) : [],
            Weights = options == "masked" ? Weights(queries) : [],
        };
        if (loss == "clip")
            Call(new ContrastiveLanguageImage(), inputs, direction, v is not null, to, batch);
        else if (loss == "n-pairs")
            Call(new NPairs(), inputs, direction, v is not null, to, batch);
        else
            Call(new InfoNce(0.07, views), inputs, direction, v is not null, to, batch);
    }

    private static void Call<TLoss>(TLoss loss, in RowInputs<double> inputs, in RowInputs<double> direction,
        bool isProduct, in LossGradients<double> to, in BatchOptions<double> options)
        where TLoss : struct, IContrastLoss
    {
        if (isProduct)
            loss.HessianProduct(inputs, direction, to, options);
        else
            loss.ValueAndGradient(inputs, to, options);
    }
}

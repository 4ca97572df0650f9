using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Products with the Hessian of rankings, beside nested dual numbers and differences.</summary>
public class RankingCurvatureTests
{
    public static TheoryData<string> Losses => ["list-mle", "pairwise-logistic", "lambda-rank", "approx-ndcg"];

    [Theory, MemberData(nameof(Losses))]
    public void A_product_is_that_of_nested_dual_numbers(string loss)
    {
        foreach ((int rows, int columns, double size) in ((int, int, double)[])
            [(1, 1, 1), (3, 2, 1), (4, 7, 1), (2, 17, 3), (2, 67, 1), (2, 9, 400)])
            foreach (bool tied in (bool[])[false, true])
            {
                Lists lists = Lists.Draw(loss, rows, columns, size, tied);
                double[] product = lists.Product(lists.Direction);
                LossArray Shaped(double[] numbers) => new([rows, columns], numbers);
                double[] expected = LossTool.HessianProduct(new(lists.Card)
                {
                    Reduction = "sum",
                    Inputs = new Dictionary<string, LossArray>
                    {
                        ["input"] = Shaped(lists.Scores),
                        ["target"] = Shaped(lists.Grades),
                        ["mask"] = new([rows], Array.ConvertAll(lists.Mask, bit => bit ? 1.0 : 0)),
                        ["sample_weight"] = new([rows], lists.Weights),
                    },
                }, new Dictionary<string, LossArray> { ["input"] = Shaped(lists.Direction) })["input"];
                // Sums of a few dozen terms, which a temperature of 0.1 magnifies twice.
                double largest = 1 + expected.Max(Math.Abs);
                for (int i = 0; i < product.Length; i++)
                    Assert.Equal(expected[i], product[i], 1e-11 * largest);
                if (columns > 2 && size < 100)
                    Assert.Contains(product, number => number != 0);
            }
    }

    [Theory, MemberData(nameof(Losses))]
    public void A_diagonal_is_that_of_the_products_with_units(string loss)
    {
        foreach ((int rows, int columns, double size) in ((int, int, double)[])
            [(1, 1, 1), (3, 2, 1), (4, 7, 1), (2, 17, 3), (1, 67, 1), (2, 9, 400)])
            foreach (bool tied in (bool[])[false, true])
                Agrees(Lists.Draw(loss, rows, columns, size, tied));
    }

    private static void Agrees(Lists lists)
    {
        double[] diagonal = lists.Diagonal();
        double largest = 1 + diagonal.Max(Math.Abs);
        for (int i = 0; i < diagonal.Length; i++)
        {
            double[] unit = new double[diagonal.Length];
            unit[i] = 1;
            Assert.Equal(lists.Product(unit)[i], diagonal[i], 1e-12 * largest);
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void Long_lists_agree_with_differences_and_are_symmetric(string loss)
    {
        Lists lists = Lists.Draw(loss, 2, 500, 2, tied: false);
        // A step in which no two scores change places.
        const double h = 1e-7;
        double[] product = lists.Product(lists.Direction), up = lists.Gradient(h), down = lists.Gradient(-h),
            other = Lists.Numbers(new(7), product.Length, 1), across = lists.Product(other);
        double size = product.Max(Math.Abs), sum = product.Zip(other, (x, y) => Math.Abs(x * y)).Sum();
        // h² of the third derivative, and 2⁻⁵³/h of a gradient.
        for (int i = 0; i < product.Length; i++)
            Assert.Equal((up[i] - down[i]) / (2 * h), product[i], 1e-6 * size);
        Assert.Equal(Dot(other, product), Dot(lists.Direction, across), 1e-12 * sum);
        // All scores may grow by as much, and nothing changes.
        double[] still = lists.Product([.. product.Select(_ => 1.0)]);
        Assert.All(still, number => Assert.Equal(0, number, 1e-13 * size));
    }

    // The product of a convex loss along a direction is not against it.
    [Theory]
    [InlineData("list-mle")]
    [InlineData("pairwise-logistic")]
    [InlineData("lambda-rank")]
    public void It_is_positive_where_the_loss_is_convex(string loss)
    {
        Lists lists = Lists.Draw(loss, 1, 40, 2, tied: true);
        Assert.True(Dot(lists.Direction, lists.Product(lists.Direction)) > 0);
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    [Theory, MemberData(nameof(Losses))]
    public void A_float_is_near_and_NaN_is_seen(string loss)
    {
        Lists lists = Lists.Draw(loss, 2, 33, 1, tied: false);
        double[] expected = lists.Product(lists.Direction);
        float[] product = lists.ProductInFloat();
        double size = expected.Max(Math.Abs);
        // Sums of 33 terms in the precision of float.
        for (int i = 0; i < product.Length; i++)
            Assert.Equal(expected[i], product[i], 1e-4 * size);
        lists.Scores[3] = double.NaN;
        Assert.True(double.IsNaN(lists.Product(lists.Direction)[3]));
        Assert.All(lists.Product(lists.Direction)[33..], number => Assert.True(double.IsFinite(number)));
    }

    /// <summary>A ranking of one's own, whose value is no sum of what its items pay, has one too.</summary>
    [Fact]
    public void A_loss_that_bends_behind_the_ranking_agrees_with_differences()
    {
        Lists lists = Lists.Draw("list-mle", 2, 9, 1, tied: false);
        foreach (RowStage stage in (RowStage[])[RowStage.Tails, RowStage.Pairs, RowStage.SoftRanks])
        {
            const double h = 1e-6;
            double[] At(double step, bool isProduct)
            {
                double[] result = new double[18], scores = [.. lists.Scores.Zip(lists.Direction,
                    (x, v) => x + step * v)];
                RowInputs<double> inputs = new() { First = scores, Second = lists.Grades, Columns = 9 };
                LossGradients<double> to = new() { First = result };
                RowInputs<double> way = new() { First = lists.Direction, Second = [], Columns = 9 };
                if (isProduct && stage == RowStage.Tails)
                    new Bent<OfTails>().HessianProduct(inputs, way, to);
                else if (isProduct && stage == RowStage.Pairs)
                    new Bent<OfPairs>().HessianProduct(inputs, way, to);
                else if (isProduct)
                    new Bent<OfRanks>().HessianProduct(inputs, way, to);
                else if (stage == RowStage.Tails)
                    new Bent<OfTails>().ValueAndGradient(inputs, to);
                else if (stage == RowStage.Pairs)
                    new Bent<OfPairs>().ValueAndGradient(inputs, to);
                else
                    new Bent<OfRanks>().ValueAndGradient(inputs, to);
                return result;
            }
            double[] product = At(0, isProduct: true), up = At(h, isProduct: false), down = At(-h, isProduct: false);
            double size = product.Max(Math.Abs);
            Assert.True(size > 0);
            for (int i = 0; i < product.Length; i++)
                Assert.Equal((up[i] - down[i]) / (2 * h), product[i], 1e-7 * (1 + size));
            if (stage == RowStage.Tails)
                Diagonal(new Bent<OfTails>(isSum: true), new Bent<OfTails>(), lists);
            else if (stage == RowStage.Pairs)
                Diagonal(new Bent<OfPairs>(isSum: true), new Bent<OfPairs>(), lists);
            else
                Diagonal(new Bent<OfRanks>(isSum: true), new Bent<OfRanks>(), lists);
        }
    }

    // What is no sum over the items is refused.
    private static void Diagonal<TLoss>(TLoss loss, TLoss refused, Lists lists) where TLoss : struct, IRowLoss
    {
        double[] diagonal = new double[18], product = new double[18];
        RowInputs<double> inputs = new() { First = lists.Scores, Second = lists.Grades, Columns = 9 };
        loss.ValueGradientAndCurvature(inputs, default, new LossGradients<double> { First = diagonal });
        for (int i = 0; i < diagonal.Length; i++)
        {
            double[] unit = new double[18];
            unit[i] = 1;
            loss.HessianProduct(inputs, new RowInputs<double> { First = unit, Second = [], Columns = 9 },
                new LossGradients<double> { First = product });
            Assert.Equal(product[i], diagonal[i], 1e-12 * (1 + Math.Abs(product[i])));
        }
        Assert.Throws<NotSupportedException>(() => refused.ValueGradientAndCurvature(
            new RowInputs<double> { First = lists.Scores, Second = lists.Grades, Columns = 9 }, default,
            new LossGradients<double> { First = diagonal }));
    }

    [Fact]
    public void Directions_are_checked_and_grades_stay()
    {
        double[] x = [1, 2, 3, 4], grades = [0, 1, 2, 0], product = new double[4], byGrades = [7, 7, 7, 7];
        RowInputs<double> lists = new() { First = x, Second = grades, Columns = 2 };
        Assert.Contains("direction of First", Assert.Throws<ArgumentException>(() => new ListMle().HessianProduct(
            new RowInputs<double> { First = x, Second = grades, Columns = 2 },
            new RowInputs<double> { First = new double[2], Second = [], Columns = 2 },
            new LossGradients<double> { First = product })).Message);
        new ListMle().HessianProduct(lists, new RowInputs<double> { First = [], Second = x, Columns = 2 },
            new LossGradients<double> { First = product, Second = byGrades });
        Assert.Equal([0, 0, 0, 0], product);
        Assert.Equal([0, 0, 0, 0], byGrades);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Lists lists = Lists.Draw("lambda-rank", 2, 40, 1, tied: false);
        double[] product = new double[80];
        Allocations.None(() =>
        {
            RowInputs<double> inputs = new() { First = lists.Scores, Second = lists.Grades, Columns = 40 },
                way = new() { First = lists.Direction, Second = [], Columns = 40 };
            new LambdaRank().HessianProduct(inputs, way, new LossGradients<double> { First = product });
            new ListMle().HessianProduct(inputs, way, new LossGradients<double> { First = product });
            new ApproximateNdcg().HessianProduct(inputs, way, new LossGradients<double> { First = product });
        });
    }

    /// <summary>What a ranking passes through, as a type.</summary>
    private interface IStage
    {
        static abstract RowStage Stage { get; }
    }

    private readonly struct OfTails : IStage
    {
        public static RowStage Stage => RowStage.Tails;
    }

    private readonly struct OfPairs : IStage
    {
        public static RowStage Stage => RowStage.Pairs;
    }

    private readonly struct OfRanks : IStage
    {
        public static RowStage Stage => RowStage.SoftRanks;
    }

    /// <summary>½(Σ x²)² of what the stage makes of the scores, or Σ x².</summary>
    private readonly struct Bent<TStage>(bool isSum) : IRowLoss where TStage : IStage
    {
        public static RowStage Stage => TStage.Stage;

        public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
            => new(first * first, R.Of(0), R.Of(0));

        public Triple<R> Sizes<R>(Triple<R> sums)
            where R : struct, IReal<R> => new(R.Of(1), R.Of(1), R.Of(1));

        public R Value<R>(Triple<R> sums, R columns, R label)
            where R : struct, IReal<R> => isSum ? sums.First : sums.First * sums.First * R.Of(0.5);

        public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label)
            where R : struct, IReal<R> => new(isSum ? R.Of(1) : sums.First, R.Of(0), R.Of(0));

        public Triple<R> TermSlopes<R>(
            Triple<R> slopes, R first, R second, R third)
            where R : struct, IReal<R>
            => new(slopes.First * (first + first), R.Of(0), R.Of(0));
    }

    /// <summary>Lists, and how their scores move; the last but one does not count.</summary>
    private sealed record Lists(
        LossCard Card, int Columns, double[] Scores, double[] Grades, double[] Direction, bool[] Mask, double[] Weights)
    {
        public static double[] Numbers(Random random, int count, double size)
            => [.. Enumerable.Range(0, count).Select(_ => size * (2 * random.NextDouble() - 1))];

        public static Lists Draw(string loss, int rows, int columns, double size, bool tied)
        {
            Random random = new(17 * rows + columns);
            double[] scores = Numbers(random, rows * columns, size);
            return new(LossCatalog.Find(loss)!, columns,
                tied ? Array.ConvertAll(scores, score => Math.Round(2 * score / size)) : scores,
                [.. Enumerable.Range(0, rows * columns).Select(_ => tied ? random.Next(3) : 3 * random.NextDouble())],
                Numbers(random, rows * columns, 1),
                [.. Enumerable.Range(0, rows).Select(row => row != rows - 2 || rows < 3)],
                [.. Enumerable.Range(0, rows).Select(row => 0.5 + row)]);
        }

        public double[] Product(double[] direction)
            => Card.Visit(new Call<double>(this, Scores, Grades, direction, Weights));

        public double[] Diagonal()
            => Card.Visit(new Call<double>(this, Scores, Grades, null, Weights) { IsDiagonal = true });

        public double[] Gradient(double step) => Card.Visit(new Call<double>(
            this, [.. Scores.Zip(Direction, (x, v) => x + step * v)], Grades, null, Weights));

        public float[] ProductInFloat() => Card.Visit(new Call<float>(this, Narrow(Scores), Narrow(Grades),
            Narrow(Direction), Narrow(Weights)));

        private static float[] Narrow(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);
    }

    /// <summary>The product with the Hessian along a direction, or the gradient without one.</summary>
    private sealed class Call<T>(Lists lists, T[] scores, T[] grades, T[]? direction, T[] weights) : ILossVisitor<T[]>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public bool IsDiagonal { get; init; }

        public T[] Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        {
            T[] result = new T[scores.Length], gradient = new T[scores.Length];
            RowInputs<T> inputs = new() { First = scores, Second = grades, Columns = lists.Columns };
            LossGradients<T> to = new() { First = result };
            BatchOptions<T> options = new() { Reduction = Reduction.Sum, Mask = lists.Mask, Weights = weights };
            if (IsDiagonal)
                loss.ValueGradientAndCurvature(inputs, new LossGradients<T> { First = gradient }, to, options);
            else if (direction is null)
                loss.ValueAndGradient(inputs, to, options);
            else
                loss.HessianProduct(
                    inputs, new RowInputs<T> { First = direction, Second = [], Columns = lists.Columns }, to, options);
            return result;
        }

        public T[] Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => throw new NotSupportedException();

        public T[] Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => throw new NotSupportedException();
    }
}

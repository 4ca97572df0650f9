using FsCheck;
using FsCheck.Fluent;
using VectorLoss.Matrices;

namespace VectorLoss.Properties;

public class MatrixProductProperties
{
    [Law(300, typeof(Drawn))]
    public bool The_identity_changes_nothing(ProductShape shape)
    {
        float[] a = Numbers(shape.Seed, shape.M * shape.K), identity = new float[shape.K * shape.K];
        for (int i = 0; i < shape.K; i++)
        {
            identity[i * shape.K + i] = 1;
        }

        float[] product = new float[a.Length];
        MatrixProduct.Multiply<float>(shape.M, shape.K, shape.K, a, identity, product);
        return product.AsSpan().SequenceEqual(a);
    }

    [Law(300, typeof(Drawn))]
    public bool The_transposed_product_is_the_product_of_the_transposed_in_reverse_bit_for_bit(ProductShape shape)
    {
        (int m, int n, int k, int seed) = shape;
        double[] a = Numbers(seed, m * k).Select(x => (double)x).ToArray();
        double[] b = Numbers(seed + 1, k * n).Select(x => (double)x).ToArray();
        double[] product = new double[m * n], transposed = new double[n * m];
        MatrixProduct.Multiply<double>(m, n, k, a, b, product);
        MatrixProduct.Multiply<double>(true, true, n, m, k, b, a, transposed);
        return Enumerable.Range(0, m * n).All(at => product[at] == transposed[at % n * m + at / n]);
    }

    [Law(300, typeof(Drawn))]
    public bool Factors_may_be_stored_either_way_round(ProductShape shape)
    {
        (int m, int n, int k, int seed) = shape;
        float[] a = Numbers(seed, m * k), b = Numbers(seed + 1, k * n);
        float[] expected = new float[m * n], actual = new float[m * n];
        MatrixProduct.Multiply<float>(m, n, k, a, b, expected);
        MatrixProduct.Multiply<float>(true, true, m, n, k, Transposed(a, m, k), Transposed(b, k, n), actual);
        return expected.AsSpan().SequenceEqual(actual);
    }

    [Law(300, typeof(Drawn))]
    public bool A_part_of_the_result_has_the_bits_of_the_whole(ProductShape shape)
    {
        (int m, int n, int k, int seed) = shape;
        float[] a = Numbers(seed, m * k), b = Numbers(seed + 1, k * n), whole = new float[m * n];
        MatrixProduct.Multiply<float>(m, n, k, a, b, whole);
        int row = m / 3, column = n / 3;
        float[] part = new float[(m - row) * (n - column)];
        MatrixProduct.Multiply(false, false, m - row, n - column, k, 1f, a.AsSpan(row * k), k,
                               b.AsSpan(Math.Min(column, b.Length)), n, 0f, part, n - column);
        return Enumerable.Range(0, part.Length)
            .All(at => part[at] == whole[(row + at / (n - column)) * n + column + at % (n - column)]);
    }

    [Law(300, typeof(Drawn))]
    public bool Sums_of_factors_give_sums_of_products_within_the_bound(ProductShape shape)
    {
        (int m, int n, int k, int seed) = shape;
        float[] a = Numbers(seed, m * k), b = Numbers(seed + 1, k * n), other = Numbers(seed + 2, k * n);
        float[] sum = b.Zip(other, (x, y) => x + y).ToArray();
        float[] apart = new float[m * n], together = new float[m * n];
        MatrixProduct.Multiply<float>(m, n, k, a, b, apart);
        MatrixProduct.Multiply(false, false, m, n, k, 1f, a, k, other, n, 1f, apart, n);
        MatrixProduct.Multiply<float>(m, n, k, a, sum, together);
        // |a|, |b| ≤ 1. Both sides: at most k + 3 roundings of sums up to 2k; and one of each b + other.
        double tolerance = (2.0 * (k + 3) + 1) * 2 * k * Math.ScaleB(1, -24);
        return Enumerable.Range(0, m * n).All(at => Math.Abs(apart[at] - together[at]) <= tolerance);
    }

    /// <summary>The sides of a product, and a seed for its numbers.</summary>
    public sealed record ProductShape(int M, int N, int K, int Seed);

    /// <summary>How shapes are drawn and made smaller.</summary>
    public static class Drawn
    {
        public static Arbitrary<ProductShape> Shapes() => Arb.From(
            from m in Gen.Choose(0, 30)
            from n in Gen.Choose(0, 50)
            from k in Gen.Choose(0, 40)
            from seed in Gen.Choose(0, 1_000_000)
            select new ProductShape(m, n, k, seed),
            Smaller);

        private static IEnumerable<ProductShape> Smaller(ProductShape shape)
        {
            if (shape.M > 0) yield return shape with { M = shape.M - 1 };
            if (shape.N > 0) yield return shape with { N = shape.N - 1 };
            if (shape.K > 0) yield return shape with { K = shape.K - 1 };
        }
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new System.Random(seed);
        return Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1).ToArray();
    }

    private static float[] Transposed(float[] matrix, int rows, int columns)
        => Enumerable.Range(0, matrix.Length).Select(at => matrix[at % rows * columns + at / rows]).ToArray();
}

using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Matrices;

public class MatrixProductTests
{
    private static readonly int[] Sides = [0, 1, 2, 3, 5, 7, 8, 9, 13, 16, 17, 24, 31, 33, 40];
    private static readonly int[] Depths = [0, 1, 3, 8, 17, 40];

    public static TheoryData<bool, bool> Transposes
        => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Every_small_shape_has_the_documented_bits_on_every_width(bool transposeA, bool transposeB)
    {
        foreach (int m in Sides)
        {
            foreach (int n in Sides)
            {
                foreach (int k in Depths)
                {
                    int gap = (m + n + k) % 3;
                    new Example<float>(transposeA, transposeB, m, n, k, gap).CheckAllWidths();
                }
            }
        }
    }

    [Theory]
    [InlineData(6, 32, 4)]
    [InlineData(25, 15, 19)]
    [InlineData(40, 33, 17)]
    public void Doubles_have_the_documented_bits_on_every_width(int m, int n, int k)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            new Example<double>(transposeA, transposeB, m, n, k, gap: 2).CheckAllWidths();
        }
    }

    [Theory]
    [InlineData(1, 1, 1025)]
    [InlineData(7, 70, 700)]
    [InlineData(101, 43, 97)]
    [InlineData(9, 53, 130)]
    [InlineData(13, 100, 150)]
    [InlineData(19, 1043, 5)]
    [InlineData(130, 36, 513)]
    [InlineData(513, 20, 9)]
    [InlineData(21, 401, 400)]
    public void Large_shapes_that_fit_no_block_have_the_documented_bits_on_every_width(int m, int n, int k)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            new Example<float>(transposeA, transposeB, m, n, k, gap: 3).CheckAllWidths();
        }

        new Example<double>(false, false, m, n, k, gap: 1).CheckAllWidths();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Strips_of_packed_rows_and_blocks_of_packed_columns_keep_the_documented_bits(
        bool transposeA, bool transposeB)
    {
        // Two strips of rows, both factors packed, and tails of 4 and 9 columns and 11 rows that are packed too.
        new Example<float>(transposeA, transposeB, 267, 772, 229, gap: 1).CheckDoor();
        new Example<float>(transposeA, transposeB, 267, 777, 130, gap: 1).CheckDoor();
        // Rows of A a page apart, which are packed for fewer columns.
        new Example<float>(transposeA, transposeB, 70, 205, 1024, gap: 0).CheckDoor();
        // Two blocks of columns, the second of 20: more than a register of floats, fewer than two.
        new Example<float>(transposeA, transposeB, 19, 1044, 35, gap: 0)
        {
            Beta = -0.5f, HasBias = true,
        }.CheckAllWidths();
    }

    [Theory]
    [InlineData(64, 1, 64)]
    [InlineData(100, 10, 100)]
    [InlineData(67, 3, 600)]
    [InlineData(530, 7, 65)]
    [InlineData(793, 16, 70)]
    public void Few_columns_of_a_transposed_factor_keep_the_documented_bits(int m, int n, int k)
    {
        foreach (bool transposeB in new[] { false, true })
        {
            new Example<float>(true, transposeB, m, n, k, gap: 1) { Activation = Activation.Tanh, HasBias = true }.CheckAllWidths();
            new Example<float>(true, transposeB, m, n, k, gap: 0) { Alpha = -0.5f, Beta = 1 }.CheckAllWidths();
            new Example<double>(true, transposeB, m, n, k, gap: 2).CheckAllWidths();
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 1.0)]
    [InlineData(-0.5, 0.0)]
    [InlineData(1.5, -2.0)]
    public void Alpha_and_beta_scale_product_and_target(double alpha, double beta)
    {
        foreach ((int m, int n, int k) in new[] { (5, 10, 3), (13, 24, 600), (8, 16, 0), (9, 37, 130), (14, 100, 8) })
        {
            new Example<float>(false, false, m, n, k, gap: 1)
            {
                Alpha = (float)alpha, Beta = (float)beta,
            }.CheckAllWidths();
            new Example<double>(true, true, m, n, k, gap: 1) { Alpha = alpha, Beta = beta }.CheckAllWidths();
        }
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void A_layer_adds_its_bias_and_applies_its_activation(Activation activation)
    {
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (100, 10, 30), (13, 37, 600), (4, 9, 0) })
        {
            Layer<float>(transposeB: false, gap: 1, hasBias: true).CheckAllWidths();
            Layer<double>(transposeB: true, gap: 0, hasBias: true).CheckAllWidths();
            Layer<float>(transposeB: false, gap: 0, hasBias: false).CheckAllWidths();

            Example<T> Layer<T>(bool transposeB, int gap, bool hasBias)
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
                => new(false, transposeB, m, n, k, gap) { Activation = activation, HasBias = hasBias };
        }
    }

    [Theory]
    [InlineData(300, 40, 200)]
    [InlineData(40, 300, 200)]
    [InlineData(193, 211, 130)]
    public void The_number_of_threads_moves_no_bit(int m, int n, int k)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false) })
        {
            var example = new Example<float>(transposeA, transposeB, m, n, k, gap: 1)
            {
                Activation = Activation.Relu, HasBias = true,
            };
            float[] one = example.Door(threads: 1);
            Example<float>.AssertBits(one, example.Door(threads: 2));
            Example<float>.AssertBits(one, example.Door(threads: 3));
        }
    }

    [Fact]
    public void The_error_stays_within_its_documented_bound()
    {
        foreach (int k in new[] { 1, 17, 600, 2000 })
        {
            var example = new Example<float>(false, false, 9, 11, k, gap: 0);
            float[] c = example.Door(threads: 1);
            double blocks = Math.Ceiling((double)k / MatrixProduct.BlockLength);
            double length = Math.Min(k, MatrixProduct.BlockLength) + blocks + 2;
            double unit = length * Math.ScaleB(1, -24), gamma = unit / (1 - unit);
            for (int at = 0; at < c.Length; at++)
            {
                (double exact, double sizes) = example.Exact(at / 11, at % 11);
                // The reference in double errs by k·2⁻⁵³ of the sizes at most.
                Assert.InRange(Math.Abs(c[at] - exact), 0, (gamma + k * Math.ScaleB(1, -53)) * sizes);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_bad_number_reaches_exactly_its_row_and_column(float bad)
    {
        const int m = 9, n = 19, k = 6;
        float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
        a.AsSpan().Fill(1);
        b.AsSpan().Fill(1);
        a[4 * k + 2] = bad;
        b[3 * n + 17] = bad;
        MatrixProduct.Multiply<float>(m, n, k, a, b, c);
        for (int at = 0; at < c.Length; at++)
        {
            Assert.Equal(at / n == 4 || at % n == 17, !float.IsFinite(c[at]));
        }
    }

    [Fact]
    public void Refusals_name_the_argument()
    {
        float[] six = new float[6], nine = new float[9];
        Refuses<ArgumentOutOfRangeException>("m", () => MatrixProduct.Multiply<float>(-1, 3, 2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>("n", () => MatrixProduct.Multiply<float>(3, -1, 2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>("k", () => MatrixProduct.Multiply<float>(3, 3, -2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>("threads", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six, nine, 0));
        Refuses<ArgumentException>("a", () => MatrixProduct.Multiply<float>(3, 3, 2, six.AsSpan(1), six, nine));
        Refuses<ArgumentException>("b", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six.AsSpan(1), nine));
        Refuses<ArgumentException>("c", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six, nine.AsSpan(1)));
        Refuses<ArgumentOutOfRangeException>("lda", () => General(1, 3, 3, six, nine));
        Refuses<ArgumentOutOfRangeException>("ldb", () => General(2, 2, 3, six, nine));
        Refuses<ArgumentOutOfRangeException>("ldc", () => General(2, 3, 2, six, nine));
        Refuses<ArgumentException>("bias", () => Layer(six.AsSpan(0, 2), Activation.None, nine));
        Refuses<ArgumentOutOfRangeException>("activation", () => Layer(default, (Activation)4, nine));
        Refuses<ArgumentOutOfRangeException>("activation", () => Layer(default, (Activation)(-1), nine));
    }

    [Fact]
    public void A_result_that_shares_memory_with_a_factor_is_refused()
    {
        float[] shared = new float[20], other = new float[6];
        Refuses<ArgumentException>("c", () => Multiply(shared.AsSpan(5, 6), other, shared.AsSpan(10, 9)));
        Refuses<ArgumentException>("c", () => Multiply(other, shared.AsSpan(5, 6), shared.AsSpan(10, 9)));
        Refuses<ArgumentException>("c", () => Layer(shared.AsSpan(8, 3), Activation.None, shared.AsSpan(10, 9)));
    }

    private static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
        => MatrixProduct.Multiply(3, 3, 2, a, b, c);

    private static void General(int lda, int ldb, int ldc, float[] factor, float[] c)
        => MatrixProduct.Multiply(false, false, 3, 3, 2, 1f, factor, lda, factor, ldb, 0f, c, ldc);

    private static void Layer(ReadOnlySpan<float> bias, Activation activation, Span<float> c)
        => MatrixProduct.Linear(false, false, 3, 3, 2, new float[6], 2, new float[6], 3, bias, activation, c, 3);

    private static void Refuses<TException>(string argument, Action call) where TException : ArgumentException
        => Assert.Equal(argument, Assert.Throws<TException>(call).ParamName);
}

/// <summary>One product of seeded numbers, with rows that lie apart and gaps that must stay as they are.</summary>
internal sealed class Example<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool transposeA, transposeB;
    private readonly int m, n, k, lda, ldb, ldc;
    private readonly T[] a, b, c, bias;

    public Example(bool transposeA, bool transposeB, int m, int n, int k, int gap)
    {
        (this.transposeA, this.transposeB, this.m, this.n, this.k) = (transposeA, transposeB, m, n, k);
        var random = new Random(m + 100 * n + 10_000 * k);
        (lda, ldb, ldc) = ((transposeA ? m : k) + gap, (transposeB ? k : n) + gap, n + gap);
        a = Numbers(random, (transposeA ? k : m) * lda);
        b = Numbers(random, (transposeB ? n : k) * ldb);
        c = Numbers(random, m * ldc);
        bias = Numbers(random, n);
    }

    public T Alpha { get; init; } = T.One;

    public T Beta { get; init; } = T.Zero;

    public Activation Activation { get; init; }

    public bool HasBias { get; init; }

    private ReadOnlySpan<T> Bias => HasBias ? bias : default;

    public void CheckAllWidths()
    {
        T[] expected = Documented();
        AssertBits(expected, Run<Lane1<T>>());
        AssertBits(expected, Run<LanesN<T>>());
        AssertBits(expected, Run<Lanes512<T>>());
        if (Alpha == T.One && Beta == T.Zero)
        {
            AssertBits(expected, Door(threads: 1));
        }
    }

    public void CheckDoor() => AssertBits(Documented(), Door(threads: 1));

    public static void AssertBits(T[] expected, T[] actual)
    {
        // As bytes, for −0 equals 0 as a number.
        if (!MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)))
        {
            Assert.Equal(expected, actual);
            Assert.Fail("Two zeros differ in their sign.");
        }
    }

    public T[] Door(int threads)
    {
        T[] result = Target();
        MatrixProduct.Linear(transposeA, transposeB, m, n, k, a, lda, b, ldb, Bias, Activation, result, ldc, threads);
        return result;
    }

    public (double Sum, double Sizes) Exact(int row, int column)
    {
        double sum = 0, sizes = 0;
        for (int p = 0; p < k; p++)
        {
            double product = double.CreateChecked(A(row, p)) * double.CreateChecked(B(p, column));
            sum += product;
            sizes += Math.Abs(product);
        }

        return (sum, sizes);
    }

    private T[] Run<V>() where V : struct, ILanes<V, T>
    {
        T[] result = Target();
        Operand<T> left = transposeA ? new(a, 1, lda) : new(a, lda, 1);
        Operand<T> right = transposeB ? new(b, 1, ldb) : new(b, ldb, 1);
        new Product<T>(m, n, k, Alpha, left, right, Beta, result, ldc, Bias, Activation).Run<V>();
        return result;
    }

    // β = 0 must not read the target, so it is poisoned then; the gaps hold what they held.
    private T[] Target()
    {
        T[] result = (T[])c.Clone();
        for (int row = 0; row < m && Beta == T.Zero; row++)
        {
            result.AsSpan(row * ldc, n).Fill(T.NaN);
        }

        return result;
    }

    private T[] Documented()
    {
        T[] result = (T[])c.Clone();
        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < n; column++)
            {
                ref T target = ref result[row * ldc + column];
                target = Documented(row, column, target);
            }
        }

        return result;
    }

    private T Documented(int row, int column, T target)
    {
        int blocks = Math.Max(1, (k + MatrixProduct.BlockLength - 1) / MatrixProduct.BlockLength);
        int length = (k + blocks - 1) / blocks;
        for (int block = 0; block < blocks; block++)
        {
            T sum = T.Zero;
            for (int p = block * length; p < Math.Min(k, (block + 1) * length); p++)
            {
                sum = T.FusedMultiplyAdd(A(row, p), B(p, column), sum);
            }

            target = block > 0 ? T.FusedMultiplyAdd(Alpha, sum, target)
                : Beta == T.Zero ? Alpha * sum
                : T.FusedMultiplyAdd(Alpha, sum, Beta * target);
        }

        Lane1<T> x = new(HasBias ? target + bias[column] : target);
        return (Activation switch
        {
            Activation.Relu => T.IsNaN(x.Number) || x.Number > T.Zero ? x : new(T.Zero),
            Activation.Sigmoid => Lane1<T>.Sigmoid(x),
            Activation.Tanh => Lane1<T>.Tanh(x),
            _ => x,
        }).Number;
    }

    private T A(int row, int p) => transposeA ? a[p * lda + row] : a[row * lda + p];

    private T B(int p, int column) => transposeB ? b[column * ldb + p] : b[p * ldb + column];

    private static T[] Numbers(Random random, int count)
    {
        T[] numbers = new T[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = T.CreateTruncating(random.NextDouble() - 0.5);
        }

        return numbers;
    }
}

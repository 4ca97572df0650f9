using System.Numerics;
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
                    new ProductExample<float>(transposeA, transposeB, m, n, k, gap).CheckAllWidths();
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
            new ProductExample<double>(transposeA, transposeB, m, n, k, gap: 2).CheckAllWidths();
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
    [InlineData(41, 43, 200)]
    [InlineData(30, 15, 300)]
    [InlineData(25, 9, 2_000)]
    [InlineData(20, 47, 2_000)]
    [InlineData(513, 20, 9)]
    [InlineData(21, 401, 400)]
    [InlineData(20, 276, 250)]
    public void Large_shapes_that_fit_no_block_have_the_documented_bits_on_every_width(int m, int n, int k)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            new ProductExample<float>(transposeA, transposeB, m, n, k, gap: 3).CheckAllWidths();
        }

        new ProductExample<double>(false, false, m, n, k, gap: 1).CheckAllWidths();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Strips_of_packed_rows_and_blocks_of_packed_columns_keep_the_documented_bits(
        bool transposeA, bool transposeB)
    {
        // Two strips of rows, both factors packed, and tails of 4 and 9 columns and 11 rows that are packed too.
        new ProductExample<float>(transposeA, transposeB, 267, 772, 229, gap: 1).CheckWidest();
        new ProductExample<float>(transposeA, transposeB, 267, 777, 130, gap: 1).CheckWidest();
        // Rows of A a page apart, which are packed for fewer columns.
        new ProductExample<float>(transposeA, transposeB, 70, 205, 1024, gap: 0).CheckWidest();
        // Two blocks of columns, the second of 20: more than a register of floats, fewer than two.
        new ProductExample<float>(transposeA, transposeB, 19, 1044, 35, gap: 0) { Beta = -0.5f, HasBias = true }
            .CheckAllWidths();
    }

    /// <summary>
    /// Doubles of so small a depth pack A although their tiles would be shorter unpacked: packed rows must be read in
    /// the height in which they were packed.
    /// </summary>
    [Theory]
    [InlineData(264, 800, 100)]
    [InlineData(300, 784, 119)]
    [InlineData(264, 777, 63)]
    [InlineData(264, 771, 100)]
    public void Packed_rows_are_read_in_the_tiles_they_were_packed_in(int m, int n, int k)
        => new ProductExample<double>(false, false, m, n, k, gap: 1).CheckWidest();

    [Theory]
    [InlineData(64, 1, 64)]
    [InlineData(100, 10, 100)]
    [InlineData(67, 3, 600)]
    [InlineData(530, 7, 65)]
    [InlineData(793, 16, 70)]
    [InlineData(70, 36, 64)]
    [InlineData(529, 65, 66)]
    public void Few_columns_of_a_transposed_factor_keep_the_documented_bits(int m, int n, int k)
    {
        foreach (bool transposeB in new[] { false, true })
        {
            new ProductExample<float>(true, transposeB, m, n, k, gap: 1)
            {
                Activation = Activation.Tanh,
                HasBias = true,
            }.CheckAllWidths();
            new ProductExample<float>(true, transposeB, m, n, k, gap: 0) { Alpha = -0.5f, Beta = 1 }.CheckAllWidths();
            new ProductExample<double>(true, transposeB, m, n, k, gap: 2).CheckAllWidths();
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
            new ProductExample<float>(false, false, m, n, k, gap: 1)
            {
                Alpha = (float)alpha,
                Beta = (float)beta,
            }.CheckAllWidths();
            new ProductExample<double>(true, true, m, n, k, gap: 1) { Alpha = alpha, Beta = beta }.CheckAllWidths();
        }
    }

    // From one row to two tiles of the highest, and a column, a tail, two registers, and two and a half.
    [Fact]
    public void Tiles_of_every_height_add_to_their_own_rows_alone()
    {
        for (int m = 1; m <= 28; m++)
            foreach (int n in (int[])[1, 13, 32, 40])
                new ProductExample<float>(false, false, m, n, k: 5, gap: 0) { Beta = 1 }.CheckAllWidths();
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

            ProductExample<T> Layer<T>(bool transposeB, int gap, bool hasBias)
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
            var example = new ProductExample<float>(transposeA, transposeB, m, n, k, gap: 1)
            {
                Activation = Activation.Relu,
                HasBias = true,
            };
            float[] one = example.Compute(threads: 1);
            ProductExample<float>.AssertBits(one, example.Compute(threads: 2));
            ProductExample<float>.AssertBits(one, example.Compute(threads: 3));
        }
    }

    [Fact]
    public void The_error_stays_within_its_documented_bound()
    {
        foreach (int k in new[] { 1, 17, 600, 2000 })
        {
            var example = new ProductExample<float>(false, false, 9, 11, k, gap: 0);
            float[] c = example.Compute(threads: 1);
            double blocks = Math.Ceiling((double)k / MatrixProduct.BlockLength);
            double length = Math.Min(k, MatrixProduct.BlockLength) + blocks + 2;
            double unit = length * Math.ScaleB(1, -24), gamma = unit / (1 - unit);
            for (int at = 0; at < 9 * 11; at++)
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
}

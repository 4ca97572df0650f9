using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Matrices;

/// <summary>One product of seeded numbers, with rows that lie apart and gaps that must stay as they are.</summary>
internal sealed class ProductExample<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool transposeA, transposeB;
    private readonly int m, n, k, lda, ldb, ldc;
    private readonly T[] a, b, c, bias;

    public ProductExample(bool transposeA, bool transposeB, int m, int n, int k, int gap)
    {
        (this.transposeA, this.transposeB, this.m, this.n, this.k) = (transposeA, transposeB, m, n, k);
        var random = new Random(m + 100 * n + 10_000 * k);
        (lda, ldb, ldc) = ((transposeA ? m : k) + gap, (transposeB ? k : n) + gap, n + gap);
        a = Numbers(random, (transposeA ? k : m) * lda);
        b = Numbers(random, (transposeB ? n : k) * ldb);
        // A row of −0 below the target, which becomes 0 when anything is added to it.
        c = [.. Numbers(random, m * ldc), .. Enumerable.Repeat(T.NegativeZero, ldc)];
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
        foreach (bool wideUnits in (bool[])[false, true])
        {
            AssertBits(expected, Run<Lane1<T>>(wideUnits));
            AssertBits(expected, Run<LanesN<T>>(wideUnits));
            AssertBits(expected, Run<Lanes512<T>>(wideUnits));
        }

        if (Alpha == T.One && Beta == T.Zero)
        {
            AssertBits(expected, Compute(threads: 1));
        }
    }

    /// <summary>The widest registers only, with the tiles of either kind of units.</summary>
    public void CheckWidest()
    {
        T[] expected = Documented();
        AssertBits(expected, Compute(threads: 1));
        AssertBits(expected, RunWidest(wideUnits: false));
        AssertBits(expected, RunWidest(wideUnits: true));
    }

    public static void AssertBits(T[] expected, T[] actual)
    {
        // Compared as bytes, because −0 equals 0 as a number.
        if (!MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)))
        {
            Assert.Equal(expected, actual);
            Assert.Fail("Two zeros differ in their sign.");
        }
    }

    public T[] Compute(int threads)
    {
        T[] result = Target();
        MatrixProduct.Linear(transposeA, transposeB, m, n, k, a, lda, b, ldb, Bias, Activation,
            result.AsSpan(0, m * ldc), ldc, threads);
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

    private T[] RunWidest(bool wideUnits) => Widest.Bits switch
    {
        512 => Run<Lanes512<T>>(wideUnits),
        0 => Run<Lane1<T>>(wideUnits),
        _ => Run<LanesN<T>>(wideUnits),
    };

    private T[] Run<V>(bool wideUnits) where V : struct, ILanes<V, T>
    {
        T[] result = Target();
        Operand<T> left = transposeA ? new(a, 1, lda) : new(a, lda, 1);
        Operand<T> right = transposeB ? new(b, 1, ldb) : new(b, ldb, 1);
        new Product<T>(m, n, k, Alpha, left, right, Beta, result.AsSpan(0, m * ldc), ldc, Bias, Activation)
        {
            WideUnits = wideUnits,
        }.Run<V>();
        return result;
    }

    // β = 0 must not read the target, so the target is NaN then. The gaps keep their numbers.
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

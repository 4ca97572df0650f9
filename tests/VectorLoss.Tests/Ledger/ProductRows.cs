using System.Numerics;
using VectorLoss.Matrices;

namespace VectorLoss.Tests.Ledger;

/// <summary>Matrix products in all transposes, added to what was there, and with bias and activation.</summary>
internal static class ProductRows
{
    // Vectors, tails of tiles in every direction, several blocks along k, and enough work for several threads.
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (1, 1, 1), (1, 77, 40), (77, 1, 40), (3, 5, 7), (17, 33, 65), (64, 64, 64), (100, 10, 128), (33, 70, 1100),
        (130, 150, 513),
    ];

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static string Letter(bool transposed) => transposed ? "T" : "N";

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (bool left in (bool[])[false, true])
        {
            foreach (bool right in (bool[])[false, true])
            {
                foreach ((int m, int n, int k) in Shapes)
                {
                    yield return Multiply<T>(left, right, m, n, k);
                }
                yield return Accumulate<T>(left, right, 37, 51, 600);
                yield return Hard<T>(left, right, 40, 30, 50);
            }
        }
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            yield return Linear<T>(activation, true, 100, 75, 90);
            yield return Linear<T>(activation, false, 9, 10, 130);
        }
    }

    private static LedgerRow Row<T>(string name, int m, int n, int k, Action<LedgerInputs, LedgerBits> compute)
        => LedgerRow.Of<T>($"product/{name}", m, n, bits => compute(new(), bits)) with { Shape = $"{m}x{n}x{k}" };

    private static LedgerRow Multiply<T>(bool left, bool right, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Row<T>(Letter(left) + Letter(right), m, n, k, (inputs, bits) =>
        {
            T[] c = new T[m * n];
            MatrixProduct.Multiply<T>(
                left, right, m, n, k, inputs.Numbers<T>(m * k), inputs.Numbers<T>(k * n), c, bits.Threads);
            bits.Add(c);
        });

    // With gaps between the rows of all three matrices; what lies in the gaps of the result is hashed too.
    private static LedgerRow Accumulate<T>(bool left, bool right, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Row<T>($"{Letter(left)}{Letter(right)} accumulate", m, n, k, (inputs, bits) =>
        {
            int lda = (left ? m : k) + 3, ldb = (right ? k : n) + 1, ldc = n + 5;
            T[] a = inputs.Numbers<T>((left ? k : m) * lda), b = inputs.Numbers<T>((right ? n : k) * ldb);
            T[] c = inputs.Numbers<T>(m * ldc);
            T alpha = T.CreateTruncating(0.7), beta = T.CreateTruncating(-1.3);
            MatrixProduct.Multiply(left, right, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, bits.Threads);
            bits.Add(c);
            MatrixProduct.Multiply(left, right, m, n, k, T.One, a, lda, b, ldb, T.One, c, ldc, bits.Threads);
            bits.Add(c);
        });

    private static LedgerRow Hard<T>(bool left, bool right, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Row<T>($"{Letter(left)}{Letter(right)} hard", m, n, k, (inputs, bits) =>
        {
            T[] a = inputs.Numbers<T>(m * k, -1e-20, 1e-20), b = inputs.Numbers<T>(k * n, -1e-19, 1e-19);
            T[] c = new T[m * n];
            inputs.HardNumbers<T>(20).CopyTo(a, 100);
            MatrixProduct.Multiply<T>(left, right, m, n, k, a, b, c, bits.Threads);
            bits.Add(c);
        });

    private static LedgerRow Linear<T>(Activation activation, bool biased, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Row<T>($"linear {activation}{(biased ? " bias" : "")}", m, n, k, (inputs, bits) =>
        {
            T[] a = inputs.Numbers<T>(m * k), b = inputs.Numbers<T>(k * n), c = new T[m * n];
            T[] bias = biased ? inputs.HardNumbers<T>(n) : [];
            int ldb = biased ? k : n;
            MatrixProduct.Linear<T>(false, biased, m, n, k, a, k, b, ldb, bias, activation, c, n, bits.Threads);
            bits.Add(c);
        });
}

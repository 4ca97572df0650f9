using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>The steps before and after a matrix product: C = β·C, and C = activation(C + bias).</summary>
internal static class Epilogue
{
    /// <summary>
    /// Adds the bias to each of m rows of n numbers that lie ldc apart, and applies the activation. An empty bias adds
    /// nothing.
    /// </summary>
    public static void Apply<V, T>(Activation activation, int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.None when !bias.IsEmpty: Apply<V, T, IdentityMap>(m, n, bias, c, ldc); break;
            case Activation.Relu: Apply<V, T, ReluMap>(m, n, bias, c, ldc); break;
            case Activation.Sigmoid: Apply<V, T, SigmoidMap>(m, n, bias, c, ldc); break;
            case Activation.Tanh: Apply<V, T, TanhMap>(m, n, bias, c, ldc); break;
        }
    }

    /// <summary>C = β·C. Where β is 0 it writes −0, which any sum leaves as it is.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Scale<V, T>(T beta, int m, int n, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int whole = n - n % V.Count;
        V factor = V.Broadcast(beta), mask = V.FirstLanes(n - whole), nothing = V.Of(-0.0);
        ref T place = ref Refs.Start(c);
        // Row by row: down the columns, rows of 4 KB took ten times as long.
        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < whole; column += V.Count)
                V.Store(beta == T.Zero ? nothing : factor * V.Load(in place, column), ref place, column);
            if (whole < n)
                V.Store(
                    beta == T.Zero ? nothing : factor * V.Load(in place, whole, mask), ref place, whole, mask);
            place = ref Refs.Add(ref place, ldc);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Apply<V, T, TMap>(int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IMap
    {
        bool biased = !bias.IsEmpty;
        for (int column = 0; column < n; column += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(n - column, V.Count));
            V shift = biased ? V.Load(in Refs.Start(bias), column, mask) : default;
            ref T place = ref Refs.Add(ref Refs.Start(c), column);
            // C[0..m, column..column+V.Count].
            for (int row = 0; row < m; row++)
            {
                V x = V.Load(in place, 0, mask);
                V.Store(TMap.Of(biased ? x + shift : x), ref place, 0, mask);
                place = ref Refs.Add(ref place, ldc);
            }
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>Σx², added in the order of <see cref="OrderedSum{T}"/>.</summary>
internal static class SumOfSquares
{
    /// <summary>The sum of squares; the same bits on every width.</summary>
    public static double Of<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<Kernel<T>, T, double>(new(values));

    /// <summary>One pass.</summary>
    internal readonly ref struct Kernel<T>(ReadOnlySpan<T> values) : IKernel<T, double>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> values = values;

        [MethodImpl(Compiled.AtOnce)]
        public double Run<V>() where V : struct, ILanes<V, T>
        {
            OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
            for (int start = 0; start < values.Length; start += OrderedSum<T>.Block)
            {
                int end = Math.Min(start + OrderedSum<T>.Block, values.Length), at = start;
                for (; at <= end - V.Count; at += V.Count)
                    sum.Add(Square<V>(at), at);
                for (; at < end; at++)
                    sum.Add(Square<Lane1<T>>(at), at);
                sum.Fold();
            }
            return sum.Total;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Square<V>(int at) where V : struct, ILanes<V, T>
        {
            V x = V.Load(values, at);
            return x * x;
        }
    }
}

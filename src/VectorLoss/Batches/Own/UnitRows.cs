using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Rows divided by their length, and the gradient of that. A row of zeros stays as it is and gets gradient 0.
/// </summary>
internal static class UnitRows
{
    /// <summary>Writes x/‖x‖ of every row, and 1/‖x‖, which is 0 for a row of zeros.</summary>
    public static void Normalise<T>(ReadOnlySpan<T> rows, int columns, Span<T> units, Span<T> inverses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < rows.Length; at += columns, row++)
        {
            double square = Reductions.SumOfSquares(rows.Slice(at, columns));
            inverses[row] = square == 0 ? T.Zero : T.CreateTruncating(1 / Math.Sqrt(square));
            Blend(rows.Slice(at, columns), inverses[row], rows.Slice(at, columns), T.Zero, units.Slice(at, columns));
        }
    }

    /// <summary>
    /// dx = (d − x̂(x̂·d))/‖x‖ of every row, from the unit rows and the gradient with respect to them.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> units, ReadOnlySpan<T> inverses, ReadOnlySpan<T> dUnits, int columns, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < units.Length; at += columns, row++)
        {
            ReadOnlySpan<T> unit = units.Slice(at, columns), dUnit = dUnits.Slice(at, columns);
            double along = Widest.Run<DotKernel<T>, T, double>(new(unit, dUnit));
            T across = T.CreateTruncating(-along * double.CreateTruncating(inverses[row]));
            Blend(dUnit, inverses[row], unit, across, gradient.Slice(at, columns));
        }
    }

    private static void Blend<T>(ReadOnlySpan<T> a, T alpha, ReadOnlySpan<T> b, T beta, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<BlendKernel<T>, T, int>(new(a, alpha, b, beta, destination));

    internal readonly ref struct DotKernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) : IKernel<T, double>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> a = a;
        private readonly ReadOnlySpan<T> b = b;

        [MethodImpl(Compiled.AtOnce)]
        public double Run<V>() where V : struct, ILanes<V, T>
        {
            OrderedSum<T> sum = new(stackalloc T[Logical.Lanes<T>()]);
            for (int start = 0; start < a.Length; start += OrderedSum<T>.Block)
            {
                int end = Math.Min(start + OrderedSum<T>.Block, a.Length), at = start;
                for (; at <= end - V.Count; at += V.Count)
                    sum.Add(V.Load(a, at) * V.Load(b, at), at);
                for (; at < end; at++)
                    sum.Add(new Lane1<T>(a[at]) * new Lane1<T>(b[at]), at);
                sum.Fold();
            }
            return sum.Total;
        }
    }

    internal readonly ref struct BlendKernel<T>(
        ReadOnlySpan<T> a, T alpha, ReadOnlySpan<T> b, T beta, Span<T> destination) : IKernel<T, int>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> a = a;
        private readonly ReadOnlySpan<T> b = b;
        private readonly Span<T> destination = destination;
        private readonly T alpha = alpha;
        private readonly T beta = beta;

        [MethodImpl(Compiled.AtOnce)]
        public int Run<V>() where V : struct, ILanes<V, T>
        {
            int at = 0;
            for (; at <= a.Length - V.Count; at += V.Count)
                Step<V>(at);
            for (; at < a.Length; at++)
                Step<Lane1<T>>(at);
            return at;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Step<V>(int at) where V : struct, ILanes<V, T>
            => V.Store(V.MulAdd(V.Broadcast(alpha), V.Load(a, at), V.Broadcast(beta) * V.Load(b, at)), destination, at);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Rows divided by their length, and the gradient of that. A row of zeros stays as it is and gets gradient 0. Rows of
/// any size are right: where a square may have overflowed or underflowed, the row is scaled by a power of two first.
/// </summary>
internal static class UnitRows
{
    /// <summary>Writes x/‖x‖ of every row, and 1/‖x·2⁻ᵏ‖ with the k of the row; 0 for a row of zeros.</summary>
    public static void Normalise<T>(
        ReadOnlySpan<T> rows, int columns, Span<T> units, Span<T> inverses, Span<int> exponents)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < rows.Length; at += columns, row++)
        {
            ReadOnlySpan<T> x = rows.Slice(at, columns);
            Span<T> unit = units.Slice(at, columns);
            double square = LaneSum<ProductTerm, T>.Run(x, x);
            exponents[row] = IsOrdinary<T>(square) ? 0 : ExponentOf(x);
            if (exponents[row] != 0)
            {
                Scale(x, -exponents[row], unit);
                x = unit;
                square = LaneSum<ProductTerm, T>.Run(x, x);
            }
            inverses[row] = square == 0 ? T.Zero : T.CreateTruncating(1 / Math.Sqrt(square));
            Blend(x, inverses[row], x, T.Zero, unit);
        }
    }

    /// <summary>
    /// dx = (d − x̂(x̂·d))/‖x‖ of every row, from the unit rows and the gradient with respect to them.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> units, ReadOnlySpan<T> inverses, ReadOnlySpan<int> exponents,
        ReadOnlySpan<T> dUnits, int columns, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0, row = 0; at < units.Length; at += columns, row++)
        {
            ReadOnlySpan<T> unit = units.Slice(at, columns), dUnit = dUnits.Slice(at, columns);
            Span<T> slopes = gradient.Slice(at, columns);
            double along = LaneSum<ProductTerm, T>.Run(unit, dUnit);
            T across = T.CreateTruncating(-along * double.CreateTruncating(inverses[row]));
            Blend(dUnit, inverses[row], unit, across, slopes);
            if (exponents[row] != 0)
                Scale(slopes, -exponents[row], slopes);
        }
    }

    /// <summary>Whether a squared length has lost nothing that counts, and its inverse root is no subnormal.</summary>
    [MethodImpl(Compiled.Early)]
    private static bool IsOrdinary<T>(double square) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = Math.ScaleB(1, typeof(T) == typeof(float) ? 60 : 900);
        return square <= largest && square >= 1 / largest;
    }

    /// <summary>The exponent of the row's largest number; 0 for zeros, and for what is not finite.</summary>
    private static int ExponentOf<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.CreateTruncating(T.Max(Reductions.Max(x), -Reductions.Min(x)));
        return largest > 0 && double.IsFinite(largest) ? Math.ILogB(largest) : 0;
    }

    /// <summary>x·2ⁿ, in two exact steps: one factor may be no number of T.</summary>
    private static void Scale<T>(ReadOnlySpan<T> x, int n, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Blend(x, T.ScaleB(T.One, n / 2), x, T.Zero, destination);
        Blend(destination, T.ScaleB(T.One, n - (n / 2)), destination, T.Zero, destination);
    }

    [MethodImpl(Compiled.Early)]
    private static void Blend<T>(ReadOnlySpan<T> a, T alpha, ReadOnlySpan<T> b, T beta, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Run<BlendKernel<T>, T, int>(new(a, alpha, b, beta, destination));

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
            V left = V.Broadcast(alpha), right = V.Broadcast(beta);
            ref readonly T x = ref Refs.Start(a), y = ref Refs.Start(b);
            ref T to = ref Refs.Start(destination);
            int at = 0;
            for (; at <= a.Length - V.Count; at += V.Count)
                V.Store(V.MulAdd(left, V.Load(in x, at), right * V.Load(in y, at)), ref to, at);
            if (at == a.Length)
                return at;
            V mask = V.FirstLanes(a.Length - at);
            V.Store(V.MulAdd(left, V.Load(in x, at, mask), right * V.Load(in y, at, mask)), ref to, at, mask);
            return a.Length;
        }
    }
}

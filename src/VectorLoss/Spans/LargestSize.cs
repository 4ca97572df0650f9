using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>The largest |x|: 0 of no numbers, ∞ if one is infinite or NaN.</summary>
internal readonly ref struct LargestSize<T>(ReadOnlySpan<T> numbers) : IKernel<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> numbers = numbers;

    // A piece is read in 5 µs or more, and so many results lie on the stack.
    private const int Piece = 1 << 16, MostPieces = 64;

    /// <summary>In the widest registers of this machine, on up to as many threads.</summary>
    public static T Of(ReadOnlySpan<T> numbers, int threads = 1)
        => threads > 1 && numbers.Length > 2 * Piece ? OnThreads(numbers, threads)
            : Widest.Run<LargestSize<T>, T, T>(new LargestSize<T>(numbers));

    private static T OnThreads(ReadOnlySpan<T> numbers, int threads)
    {
        int piece = Math.Max(Piece, numbers.Length / MostPieces + 1);
        Span<T> found = stackalloc T[(numbers.Length + piece - 1) / piece];
        Workers.Run(new Job(numbers, piece, found), found.Length, threads);
        return Of(found);
    }

    private readonly ref struct Job(ReadOnlySpan<T> numbers, int piece, Span<T> found) : IJob
    {
        private readonly ReadOnlySpan<T> numbers = numbers;
        private readonly Span<T> found = found;

        public void Run(int index)
            => found[index] = Of(numbers.Slice(index * piece, Math.Min(piece, numbers.Length - index * piece)));
    }

    [MethodImpl(Compiled.AtOnce)]
    public T Run<V>() where V : struct, ILanes<V, T>
    {
        // Compared as integer bits, where a NaN is above ∞.
        V a = V.Of(0), b = a, c = a, d = a;
        ref readonly T first = ref Refs.Start(numbers);
        int at = 0, count = numbers.Length;
        for (; at <= count - 4 * V.Count; at += 4 * V.Count)
        {
            a = V.MaxBits(a, V.Abs(V.Load(in first, at)));
            b = V.MaxBits(b, V.Abs(V.Load(in first, at + V.Count)));
            c = V.MaxBits(c, V.Abs(V.Load(in first, at + 2 * V.Count)));
            d = V.MaxBits(d, V.Abs(V.Load(in first, at + 3 * V.Count)));
        }
        for (; at < count; at += V.Count)
            a = V.MaxBits(a, V.Abs(V.Load(in first, at, V.FirstLanes(Math.Min(count - at, V.Count)))));
        V size = V.MaxBits(V.MaxBits(a, b), V.MaxBits(c, d));
        return V.MaxAcross(V.WhereEqual(size, size, size, V.Of(double.PositiveInfinity)));
    }
}

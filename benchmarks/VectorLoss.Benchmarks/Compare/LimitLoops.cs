using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>
/// Twelve chains of multiply-adds: more than any machine's latency times its units, fewer than its registers.
/// </summary>
internal readonly struct FmaLoop<T>(int iterations) : IKernel<T, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int Chains = 12;

    public double Run<V>() where V : struct, ILanes<V, T>
    {
        V x = V.Of(0.999), y = V.Of(1e-3);
        V a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int n = iterations; n > 0; n--)
        {
            a = V.MulAdd(a, x, y);
            b = V.MulAdd(b, x, y);
            c = V.MulAdd(c, x, y);
            d = V.MulAdd(d, x, y);
            e = V.MulAdd(e, x, y);
            f = V.MulAdd(f, x, y);
            g = V.MulAdd(g, x, y);
            h = V.MulAdd(h, x, y);
            i = V.MulAdd(i, x, y);
            j = V.MulAdd(j, x, y);
            k = V.MulAdd(k, x, y);
            l = V.MulAdd(l, x, y);
        }
        Span<T> lanes = stackalloc T[V.Count];
        V.Store(a + b + c + d + (e + f + g + h) + (i + j + k + l), lanes, 0);
        return double.CreateTruncating(lanes[0]);
    }
}

/// <summary>Writes the sum of two arrays, a register a turn: four a turn were 6 % slower in L1.</summary>
/// <remarks>
/// From memory the stores are spaced by a sum that goes through the first cache, as a loss has it: 28 GB/s instead of
/// 24. Stores past the caches reach 36, but whoever reads the result next finds it in none.
/// </remarks>
internal readonly ref struct TriadLoop(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
    : IKernel<float, double>
{
    private const int Far = 4 << 20;

    private readonly ReadOnlySpan<float> a = a;
    private readonly ReadOnlySpan<float> b = b;
    private readonly Span<float> c = c;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Run<V>() where V : struct, ILanes<V, float>
    {
        Span<float> sums = stackalloc float[Logical.Lanes<float>()];
        ref readonly float left = ref a[0], right = ref b[0];
        ref float to = ref c[0], sum = ref sums[0];
        int length = c.Length, at = 0;
        for (; length < Far / sizeof(float) && at <= length - V.Count; at += V.Count)
            V.Store(V.Load(in left, at) + V.Load(in right, at), ref to, at);
        for (; at <= length - V.Count; at += V.Count)
        {
            V both = V.Load(in left, at) + V.Load(in right, at);
            V.Store(both, ref to, at);
            int lane = at & (sums.Length - 1);
            V.Store(V.Load(in sum, lane) + both, ref sum, lane);
        }
        for (; at < length; at++)
            c[at] = a[at] + b[at];
        return sums[0];
    }
}

/// <summary>Writes what it reads.</summary>
internal readonly ref struct CopyLoop(ReadOnlySpan<float> a, Span<float> c) : IKernel<float, double>
{
    private readonly ReadOnlySpan<float> a = a;
    private readonly Span<float> c = c;

    public double Run<V>() where V : struct, ILanes<V, float>
    {
        ref readonly float from = ref a[0];
        ref float to = ref c[0];
        int length = c.Length, at = 0;
        for (; at <= length - 4 * V.Count; at += 4 * V.Count)
        {
            V.Store(V.Load(in from, at), ref to, at);
            V.Store(V.Load(in from, at + V.Count), ref to, at + V.Count);
            V.Store(V.Load(in from, at + 2 * V.Count), ref to, at + 2 * V.Count);
            V.Store(V.Load(in from, at + 3 * V.Count), ref to, at + 3 * V.Count);
        }
        for (; at < length; at++)
            c[at] = a[at];
        return 0;
    }
}

/// <summary>Writes what it reads, by stores that do not fetch the line they overwrite.</summary>
internal static class StreamLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run(ReadOnlySpan<float> a, Span<float> c)
    {
        int at = 0;
        fixed (float* from = a, to = c)
        {
            for (; at < c.Length && ((nint)(to + at) & (Unsafe.SizeOf<Vector<float>>() - 1)) != 0; at++)
                to[at] = from[at];
            for (; at <= c.Length - 2 * Vector<float>.Count; at += 2 * Vector<float>.Count)
            {
                Vector.StoreAlignedNonTemporal(Vector.Load(from + at), to + at);
                Vector.StoreAlignedNonTemporal(
                    Vector.Load(from + at + Vector<float>.Count), to + at + Vector<float>.Count);
            }
        }
        a[at..].CopyTo(c[at..]);
    }
}

/// <summary>Adds all numbers up, in eight registers: an addition's latency hides behind the loads.</summary>
internal readonly ref struct ReadLoop(ReadOnlySpan<float> a) : IKernel<float, double>
{
    private readonly ReadOnlySpan<float> a = a;

    public double Run<V>() where V : struct, ILanes<V, float>
    {
        ref readonly float from = ref a[0];
        V s = V.Of(0), t = s, u = s, v = s, w = s, x = s, y = s, z = s;
        for (int at = 0; at <= a.Length - 8 * V.Count; at += 8 * V.Count)
        {
            s += V.Load(in from, at);
            t += V.Load(in from, at + V.Count);
            u += V.Load(in from, at + 2 * V.Count);
            v += V.Load(in from, at + 3 * V.Count);
            w += V.Load(in from, at + 4 * V.Count);
            x += V.Load(in from, at + 5 * V.Count);
            y += V.Load(in from, at + 6 * V.Count);
            z += V.Load(in from, at + 7 * V.Count);
        }
        Span<float> lanes = stackalloc float[V.Count];
        V.Store(s + t + (u + v) + (w + x + (y + z)), lanes, 0);
        return lanes[0];
    }
}

using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What the machine can do at most, measured like everything else: in the same run, in turns with the work.</summary>
internal static class Limits
{
    /// <summary>So many floating-point operations as fused multiply-adds in registers, touching no memory.</summary>
    public static Contestant Fma<T>(double flops) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Math.Max(1, Widest.Bits / (8 * (typeof(T) == typeof(float) ? 4 : 8)));
        int iterations = (int)Math.Max(1, Math.Round(flops / (2.0 * 12 * width)));
        // Short work is bounded by whole iterations; the rounding is scaled back out of the time.
        double scale = flops / (2.0 * 12 * width * iterations);
        var kernel = new FmaLoop<T>(iterations);
        return new Scaled("FMA in registers", scale, () => sink = Widest.Run<FmaLoop<T>, T, double>(kernel));
    }

    /// <summary>The traffic of copying so many elements between two arrays.</summary>
    public static Contestant Copy<T>(int length) where T : unmanaged
    {
        T[] from = Buffers.Of<T>(length), to = Buffers.Of<T>(length);
        return new Local("copy", "", () => from.CopyTo(to, 0));
    }

    /// <summary>Reads two arrays and writes one, by the least arithmetic there is: one addition.</summary>
    public static Contestant Triad(int length)
    {
        float[] a = Buffers.Of<float>(length), b = Buffers.Of<float>(length), c = Buffers.Of<float>(length);
        return new Local("read two, write one", "", () => Widest.Run<TriadLoop, float, double>(new TriadLoop(a, b, c)));
    }

    /// <summary>Reads so many elements once.</summary>
    public static Contestant Read(int length)
    {
        float[] a = Buffers.Of<float>(length);
        return new Local("read", "", () => sink = Widest.Run<ReadLoop, float, double>(new ReadLoop(a)));
    }

    private static double sink;

    private sealed class Scaled(string name, double scale, Action run) : Contestant(name, "")
    {
        private readonly Local inner = new(name, "", run);

        public override double Measure(int calls) => inner.Measure(calls) * scale;

        public override string? Verify() => null;
    }

    private readonly struct FmaLoop<T>(int iterations) : IKernel<T, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
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

    private readonly ref struct TriadLoop(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c) : IKernel<float, double>
    {
        private readonly ReadOnlySpan<float> a = a;
        private readonly ReadOnlySpan<float> b = b;
        private readonly Span<float> c = c;

        public double Run<V>() where V : struct, ILanes<V, float>
        {
            ReadOnlySpan<float> left = a, right = b;
            Span<float> to = c;
            int at = 0;
            for (; at <= to.Length - 4 * V.Count; at += 4 * V.Count)
            {
                V.Store(V.Load(left, at) + V.Load(right, at), to, at);
                V.Store(V.Load(left, at + V.Count) + V.Load(right, at + V.Count), to, at + V.Count);
                V.Store(V.Load(left, at + 2 * V.Count) + V.Load(right, at + 2 * V.Count), to, at + 2 * V.Count);
                V.Store(V.Load(left, at + 3 * V.Count) + V.Load(right, at + 3 * V.Count), to, at + 3 * V.Count);
            }
            for (; at < to.Length; at++)
                to[at] = left[at] + right[at];
            return 0;
        }
    }

    private readonly ref struct ReadLoop(ReadOnlySpan<float> a) : IKernel<float, double>
    {
        private readonly ReadOnlySpan<float> a = a;

        public double Run<V>() where V : struct, ILanes<V, float>
        {
            ReadOnlySpan<float> from = a;
            V s = V.Of(0), t = s, u = s, v = s, w = s, x = s, y = s, z = s;
            for (int at = 0; at <= from.Length - 8 * V.Count; at += 8 * V.Count)
            {
                s += V.Load(from, at);
                t += V.Load(from, at + V.Count);
                u += V.Load(from, at + 2 * V.Count);
                v += V.Load(from, at + 3 * V.Count);
                w += V.Load(from, at + 4 * V.Count);
                x += V.Load(from, at + 5 * V.Count);
                y += V.Load(from, at + 6 * V.Count);
                z += V.Load(from, at + 7 * V.Count);
            }
            Span<float> lanes = stackalloc float[V.Count];
            V.Store(s + t + (u + v) + (w + x + (y + z)), lanes, 0);
            return lanes[0];
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What the machine can do at most, measured in the same run, in turns with the work.</summary>
/// <remarks>Several threads share the operations or the elements evenly; given is the amount of all of them.</remarks>
internal static class Limits
{
    private static double sink;

    /// <summary>So many floating-point operations as fused multiply-adds in registers, touching no memory.</summary>
    public static Contestant Fma<T>(double flops, int threads = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Math.Max(1, Widest.Bits / (8 * Unsafe.SizeOf<T>()));
        double turn = 2.0 * FmaLoop<T>.Chains * width * threads;
        int iterations = (int)Math.Max(1, Math.Round(flops / turn));
        var kernel = new FmaLoop<T>(iterations);
        // Short work is bounded by whole iterations; the rounding is scaled back out of the time.
        return new Bound("FMA in registers", [(flops / (turn * iterations),
            OnAll(threads, _ => sink = Widest.Run<FmaLoop<T>, T, double>(kernel)))]);
    }

    /// <summary>Reads so many elements and writes as many.</summary>
    public static Contestant Copy<T>(int length, int threads = 1) where T : unmanaged
    {
        int floats = (int)((long)length * Unsafe.SizeOf<T>() / sizeof(float));
        float[] a = Buffers.Of<float>(floats), b = Buffers.Of<float>(floats);
        return new Bound("copy", [(1, OnAll(threads, part => Widest.Run<CopyLoop, float, double>(
            new CopyLoop(Part(a, part, threads), Part(b, part, threads)))))]);
    }

    /// <summary>The same with stores that pass the caches by, for results that nobody reads soon.</summary>
    public static Contestant Stream(int length, int threads = 1)
    {
        float[] a = Buffers.Of<float>(length), b = Buffers.Of<float>(length);
        return new Bound("copy past the caches", [(1, OnAll(threads, part
            => StreamLoop.Run(Part(a, part, threads), Part(b, part, threads))))]);
    }

    /// <summary>Reads two arrays and writes one, by the least arithmetic there is: one addition.</summary>
    public static Contestant Triad(int length, int threads = 1)
        => Triad(Buffers.Of<float>(length), Buffers.Of<float>(length), Buffers.Of<float>(length), threads);

    /// <summary>
    /// The same in the memory of the work itself: far from the caches, where it lies makes a difference.
    /// </summary>
    public static Contestant Triad(float[] a, float[] b, float[] c, int threads = 1)
        => new Bound("read two, write one", [(1, OnAll(threads, part => Widest.Run<TriadLoop, float, double>(
            new TriadLoop(Part(a, part, threads), Part(b, part, threads), Part(c, part, threads)))))]);

    /// <summary>
    /// The traffic of moving so many parameters: reads and writes them and each of their states, and reads a gradient.
    /// </summary>
    public static Contestant Update(int length, int states, int threads = 1)
    {
        float[] gradient = Buffers.Of<float>(length);
        float[][] moved = [.. Enumerable.Range(0, 1 + states).Select(_ => Buffers.Of<float>(length))];
        // In pieces that stay in the first cache: the gradient then comes from memory once.
        int pieces = Math.Max(1, length / 2048) * threads;
        return new Bound("traffic of an update", [(1, OnAll(threads, part =>
        {
            for (int piece = part; piece < pieces; piece += threads)
                foreach (float[] one in moved)
                    Widest.Run<TriadLoop, float, double>(new TriadLoop(
                        Part(one, piece, pieces), Part(gradient, piece, pieces), Part(one, piece, pieces)));
        }))]);
    }

    /// <summary>Reads so many elements once.</summary>
    public static Contestant Read(int length, int threads = 1)
    {
        float[] a = Buffers.Of<float>(length);
        return new Bound("read", [(1, OnAll(threads, part
            => sink = Widest.Run<ReadLoop, float, double>(new ReadLoop(Part(a, part, threads)))))]);
    }

    /// <summary>One limit after another: the bound of work that has phases of different kinds.</summary>
    public static Contestant Sum(string name, params Contestant[] phases)
        => new Bound(name, [.. phases.Cast<Bound>().SelectMany(phase => phase.Phases)]);

    private static Span<float> Part(float[] all, int part, int parts)
    {
        // Whole lines, so that no two threads write to the same one.
        int each = (all.Length / parts + 15) / 16 * 16, from = Math.Min(part * each, all.Length);
        return all.AsSpan(from, part == parts - 1 ? all.Length - from : Math.Min(each, all.Length - from));
    }

    private static Action OnAll(int threads, Action<int> part)
    {
        if (threads == 1)
            return () => part(0);
        var job = new Each(part);
        return () => Workers.Run(job, threads, threads);
    }

    private readonly struct Each(Action<int> part) : IJob
    {
        public void Run(int piece) => part(piece);
    }

    /// <summary>Times phases, each with the factor that scales it to the amount asked for.</summary>
    private sealed class Bound(string name, (double Scale, Action Run)[] phases) : Contestant(name, "")
    {
        private readonly Local[] locals = [.. phases.Select(phase => new Local("", "", phase.Run))];

        public (double Scale, Action Run)[] Phases => phases;

        public override double Measure(int calls)
        {
            double time = 0;
            for (int i = 0; i < phases.Length; i++)
                time += phases[i].Scale * locals[i].Measure(calls);
            return time;
        }

        public override string? Verify() => null;
    }
}

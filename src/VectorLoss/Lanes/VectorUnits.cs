using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// Whether the processor multiplies and adds a register of 512 bits as fast as one of 256. Intel's servers and AMD's
/// Zen 5 servers do; Zen 4, and Zen 5 in laptops, have units of 256 bits and take each such register in two halves. The
/// best tile of a matrix depends on it; no bit of a result does.
/// </summary>
/// <remarks>
/// Measured once, at the first product of some size, in less than a millisecond, because the processor does not tell.
/// The AppContext switch <c>VectorLoss.WideVectorUnits</c> in a <c>runtimeconfig.json</c> decides without measuring.
/// </remarks>
internal static class VectorUnits
{
    private const string Switch = "VectorLoss.WideVectorUnits";
    // A product of this many multiply-adds takes about as long as the measurement of a program that makes no other.
    private const long LeastWork = 64 * 64 * 64;
    private const int Rounds = 9, Steps = 512;

    private enum Answer
    {
        Unknown,
        Narrow,
        Wide,
    }

    private static Answer answer = !Vector512.IsHardwareAccelerated ? Answer.Narrow
        : AppContext.TryGetSwitch(Switch, out bool isWide) ? Of(isWide) : Answer.Unknown;
    private static float sink;

    /// <summary>Whether they are wide; false before work of some size has been asked about.</summary>
    /// <param name="work">Multiply-adds of the product that asks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreWide(long work)
    {
        if (answer == Answer.Unknown && work >= LeastWork)
            answer = Of(Measure());
        return answer == Answer.Wide;
    }

    private static Answer Of(bool isWide) => isWide ? Answer.Wide : Answer.Narrow;

    /// <summary>The fastest of some rounds of each: somebody else's work can only slow them down.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Measure()
    {
        long wide = long.MaxValue, half = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            wide = Math.Min(wide, Clocks<Lanes512<float>>());
            half = Math.Min(half, Clocks<LanesN<float>>());
        }
        // As long where units are wide, twice as long where they are not.
        return wide < 1.5 * half;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Clocks<V>() where V : struct, ILanes<V, float>
    {
        long start = Stopwatch.GetTimestamp();
        sink = Chains<V>(Steps);
        return Stopwatch.GetTimestamp() - start;
    }

    /// <summary>Twelve chains of multiply-adds: more than the units can work on, so only their number counts.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static float Chains<V>(int steps) where V : struct, ILanes<V, float>
    {
        V factor = V.Of(0.5), one = V.Of(1), a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one,
            i = one, j = one, k = one, l = one;
        for (; steps > 0; steps--)
        {
            a = V.MulAdd(a, factor, one);
            b = V.MulAdd(b, factor, one);
            c = V.MulAdd(c, factor, one);
            d = V.MulAdd(d, factor, one);
            e = V.MulAdd(e, factor, one);
            f = V.MulAdd(f, factor, one);
            g = V.MulAdd(g, factor, one);
            h = V.MulAdd(h, factor, one);
            i = V.MulAdd(i, factor, one);
            j = V.MulAdd(j, factor, one);
            k = V.MulAdd(k, factor, one);
            l = V.MulAdd(l, factor, one);
        }
        V sum = a + b + (c + d) + (e + f + (g + h)) + (i + j + (k + l));
        Span<float> lanes = stackalloc float[V.Count];
        V.Store(sum, lanes, 0);
        return lanes[0];
    }
}

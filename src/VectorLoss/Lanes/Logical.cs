using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The number of lanes that the results depend on. It is the same on every machine.</summary>
internal static class Logical
{
    /// <summary>
    /// Sums run in this many lanes, however wide the registers are: 256 bytes, so 64 floats or 32 doubles. That is four
    /// registers of AVX-512 and eight of AVX2, enough to hide the latency of an addition on both. The bits of every sum
    /// depend on this number, so it was chosen once and does not change.
    /// </summary>
    public static int Lanes<T>() where T : unmanaged => 256 / Unsafe.SizeOf<T>();
}

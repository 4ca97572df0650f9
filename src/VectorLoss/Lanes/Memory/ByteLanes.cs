using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>Bytes as numbers.</summary>
internal static class ByteLanes
{
    /// <summary>The bytes of one register as the floats of four, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToSingles(
        Vector<byte> bytes, out Vector<float> first, out Vector<float> second, out Vector<float> third,
        out Vector<float> fourth)
    {
        Vector.Widen(bytes, out Vector<ushort> low, out Vector<ushort> high);
        Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
        Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
        first = Vector.ConvertToSingle(a.As<uint, int>());
        second = Vector.ConvertToSingle(b.As<uint, int>());
        third = Vector.ConvertToSingle(c.As<uint, int>());
        fourth = Vector.ConvertToSingle(d.As<uint, int>());
    }
}

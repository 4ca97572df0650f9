using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>Truth values as numbers, so that a register can ask them.</summary>
internal static class MaskLanes
{
    /// <summary>Writes a number above 0 for every true and 0 for every false.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Widen<T>(ReadOnlySpan<bool> marks, Span<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; typeof(T) == typeof(float) && i <= marks.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector<byte> bytes = new(MemoryMarshal.AsBytes(marks[i..]));
            Vector.Widen(bytes, out Vector<ushort> low, out Vector<ushort> high);
            Span<float> here = MemoryMarshal.Cast<T, float>(numbers[i..]);
            Store(low, here);
            Store(high, here[Vector<ushort>.Count..]);
        }
        for (; i < marks.Length; i++)
            numbers[i] = marks[i] ? T.One : T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<ushort> marks, Span<float> numbers)
    {
        Vector.Widen(marks, out Vector<uint> low, out Vector<uint> high);
        Vector.ConvertToSingle(low.As<uint, int>()).CopyTo(numbers);
        Vector.ConvertToSingle(high.As<uint, int>()).CopyTo(numbers[Vector<uint>.Count..]);
    }
}

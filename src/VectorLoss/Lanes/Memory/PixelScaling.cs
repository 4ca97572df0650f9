using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Grey levels to numbers in [0, 1]: byte / 255, rounded once, so every width gives the same bits. A full division,
/// because multiplying by a rounded 1/255 is off by one unit in the last place for some levels.
/// </summary>
internal static class PixelScaling
{
    /// <summary>
    /// Writes <paramref name="levels"/> / 255; both spans have one length, <typeparamref name="T"/> is float or
    /// double.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static void Scale<T>(ReadOnlySpan<byte> levels, Span<T> numbers)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; Widest.Bits > 0 && i <= levels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(levels[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Span<T> here = numbers.Slice(i, Vector<byte>.Count);
            Store(low, here[..Vector<ushort>.Count]);
            Store(high, here[Vector<ushort>.Count..]);
        }
        T white = T.CreateTruncating(byte.MaxValue);
        for (; i < levels.Length; i++)
        {
            numbers[i] = T.CreateTruncating(levels[i]) / white;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<ushort> levels, Span<T> numbers) where T : struct
    {
        Vector.Widen(levels, out Vector<uint> low, out Vector<uint> high);
        Store(Vector.ConvertToSingle(low.As<uint, int>()), numbers[..Vector<uint>.Count]);
        Store(Vector.ConvertToSingle(high.As<uint, int>()), numbers[Vector<uint>.Count..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<float> levels, Span<T> numbers) where T : struct
    {
        if (typeof(T) == typeof(float))
        {
            (levels / new Vector<float>(byte.MaxValue)).CopyTo(MemoryMarshal.Cast<T, float>(numbers));
            return;
        }
        Vector.Widen(levels, out Vector<double> low, out Vector<double> high);
        Span<double> wide = MemoryMarshal.Cast<T, double>(numbers);
        var white = new Vector<double>(byte.MaxValue);
        (low / white).CopyTo(wide);
        (high / white).CopyTo(wide[Vector<double>.Count..]);
    }
}

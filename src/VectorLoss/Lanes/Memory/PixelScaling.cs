using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Grey levels as numbers in [0, 1]: byte / 255, rounded once, so that every width gives the same bits. A product with
/// the rounded 1/255 is off by one unit in the last place for some levels. Floats are two products with parts of 1/255,
/// of which the first is exact: their sum is the rounded quotient for each of the 256 levels.
/// </summary>
internal static class PixelScaling
{
    // 2⁻⁸ + 2⁻¹⁶, and what is left of 1/255.
    private const float High = 257f / 65_536, Low = (float)(1.0 / 255 - 257.0 / 65_536);

    /// <summary>Writes <paramref name="levels"/> / 255.</summary>
    /// <param name="levels">The grey levels.</param>
    /// <param name="numbers">Receives the numbers; as long as <paramref name="levels"/>.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    [MethodImpl(Compiled.AtOnce)]
    internal static void Scale<T>(ReadOnlySpan<byte> levels, Span<T> numbers)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        int i = 0, count = Vector<float>.Count;
        for (; Widest.Bits > 0 && i <= levels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            ByteLanes.ToSingles(new(levels[i..]), out Vector<float> first,
                out Vector<float> second, out Vector<float> third, out Vector<float> fourth);
            Store(first, numbers.Slice(i, count));
            Store(second, numbers.Slice(i + count, count));
            Store(third, numbers.Slice(i + 2 * count, count));
            Store(fourth, numbers.Slice(i + 3 * count, count));
        }

        T white = T.CreateTruncating(byte.MaxValue);
        for (; i < levels.Length; i++)
        {
            numbers[i] = T.CreateTruncating(levels[i]) / white;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<float> levels, Span<T> numbers) where T : struct
    {
        if (typeof(T) == typeof(float))
        {
            (levels * new Vector<float>(High) + levels * new Vector<float>(Low))
                .CopyTo(MemoryMarshal.Cast<T, float>(numbers));
            return;
        }

        Vector.Widen(levels, out Vector<double> low, out Vector<double> high);
        Span<double> wide = MemoryMarshal.Cast<T, double>(numbers);
        var white = new Vector<double>(byte.MaxValue);
        (low / white).CopyTo(wide);
        (high / white).CopyTo(wide[Vector<double>.Count..]);
    }
}

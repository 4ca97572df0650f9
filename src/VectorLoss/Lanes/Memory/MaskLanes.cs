using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>Truth values as numbers, so that a register can compare them.</summary>
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
            ByteLanes.ToSingles(new(MemoryMarshal.AsBytes(marks[i..])), out Vector<float> first,
                out Vector<float> second, out Vector<float> third, out Vector<float> fourth);
            Span<float> here = MemoryMarshal.Cast<T, float>(numbers[i..]);
            first.CopyTo(here);
            second.CopyTo(here[Vector<float>.Count..]);
            third.CopyTo(here[(2 * Vector<float>.Count)..]);
            fourth.CopyTo(here[(3 * Vector<float>.Count)..]);
        }

        for (; i < marks.Length; i++)
        {
            numbers[i] = marks[i] ? T.One : T.Zero;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>The maximum of a row, of which the numbers may be stored otherwise: see <see
/// cref="StoredMemory"/>.</summary>
internal static class RowMaximum
{
    /// <summary>The largest number. For a row with a NaN, it may be NaN or any number of the row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Of<V, T, S>(ReadOnlySpan<S> row)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        if (row.Length < 4 * V.Count)
            return Largest<T, S>(row);
        // Four chains hide the latency of a maximum; the last four registers may overlap the ones before them.
        V first = Load<V, T, S>(row, 0), second = Load<V, T, S>(row, V.Count);
        V third = Load<V, T, S>(row, 2 * V.Count), fourth = Load<V, T, S>(row, 3 * V.Count);
        int end = row.Length - 4 * V.Count;
        for (int at = 4 * V.Count; at < row.Length; at += 4 * V.Count)
        {
            int here = Math.Min(at, end);
            first = V.MaxNative(first, Load<V, T, S>(row, here));
            second = V.MaxNative(second, Load<V, T, S>(row, here + V.Count));
            third = V.MaxNative(third, Load<V, T, S>(row, here + 2 * V.Count));
            fourth = V.MaxNative(fourth, Load<V, T, S>(row, here + 3 * V.Count));
        }
        return V.MaxAcross(V.MaxNative(V.MaxNative(first, second), V.MaxNative(third, fourth)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V, T, S>(ReadOnlySpan<S> row, int at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
        => StoredMemory.Load<V, T, S>(row, at);

    [MethodImpl(Compiled.AtOnce)]
    private static T Largest<T, S>(ReadOnlySpan<S> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        T max = StoredMemory.Number<T, S>(numbers[0]);
        foreach (S stored in numbers)
        {
            T number = StoredMemory.Number<T, S>(stored);
            max = max < number ? number : max;
        }
        return max;
    }
}

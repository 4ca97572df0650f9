using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The last elements of a batch, which fill no register, in a full one.</summary>
internal static class Padding
{
    /// <summary>The numbers, and the first of them again in the rest: so no lane leaves the domain of a loss.</summary>
    /// <param name="numbers">At least one, at most a register.</param>
    /// <param name="register">As long as a register.</param>
    public static Span<T> Full<V, T>(ReadOnlySpan<T> numbers, Span<T> register)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Stores.Fill<V, T>(register, numbers[0]);
        Stores.Copy<V, T>(numbers, register);
        return register;
    }

    /// <summary>Copies the first results of a register to their place, if there is room for any.</summary>
    public static void Take<V, T>(ReadOnlySpan<T> results, int count, Span<T> destination, int at)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!destination.IsEmpty)
            Stores.Copy<V, T>(results[..count], destination[at..]);
    }
}

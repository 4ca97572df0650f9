using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// <see cref="SimplexThreshold"/> of many rows side by side: see <see cref="InterleavedRows"/>. A row whose last step
/// moved nothing stays; the loop ends with the last one.
/// </summary>
/// <remarks>
/// A step is Δ = (Σ − 1)/n. That it is computed in T and not in double changes no bit: Σ is at least a half, so Σ − 1
/// is exact, and a quotient of floats that is rounded to double and then to float is rounded right (S. Figueroa 1995).
/// </remarks>
internal static class InterleavedThreshold
{
    /// <summary>Vectors of one number for each row.</summary>
    internal readonly ref struct Room<T>(Span<T> excess, Span<T> count, Span<T> last)
    {
        public readonly Span<T> Excess = excess, Count = count, Last = last;
    }

    /// <summary>τ of every row, as <see cref="SimplexThreshold.Of"/> gives it.</summary>
    /// <param name="columns">The numbers, class by class.</param>
    /// <param name="maxima">The largest number of each row.</param>
    /// <param name="thresholds">Receives τ.</param>
    /// <param name="terms">Room for as many numbers as there are.</param>
    /// <param name="room">Room for one number of each row.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Of<V, T>(ReadOnlySpan<T> columns, ReadOnlySpan<T> maxima, Span<T> thresholds, Span<T> terms,
        scoped in Room<T> room)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Stores.Fill<V, T>(thresholds, -T.One);
        Stores.Fill<V, T>(room.Last, T.PositiveInfinity);
        do
        {
            Above<V, T>(columns, maxima, thresholds, terms, room.Count);
            InterleavedSums.Ordered<V, T>(terms, room.Excess, terms);
        }
        while (Step<V, T>(thresholds, room));
    }

    /// <summary>max(x − max − τ, 0), and how many of a row are above 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Above<V, T>(ReadOnlySpan<T> columns, ReadOnlySpan<T> maxima, ReadOnlySpan<T> thresholds,
        Span<T> terms, Span<T> counts)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = V.Of(0), one = V.Of(1);
        for (int lane = 0; lane < maxima.Length; lane += V.Count)
        {
            V max = V.Load(maxima, lane), threshold = V.Load(thresholds, lane), count = zero;
            for (int at = lane; at < columns.Length; at += maxima.Length)
            {
                V above = V.Load(columns, at) - max - threshold;
                V.Store(V.Max(above, zero), terms, at);
                count += V.WhereLess(zero, above, one, zero);
            }
            V.Store(count, counts, lane);
        }
    }

    /// <summary>Moves the thresholds of the rows that have fewer numbers above them; gives whether one has.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static bool Step<V, T>(Span<T> thresholds, scoped in Room<T> room)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Of(1), zero = V.Of(0), moved = zero;
        for (int lane = 0; lane < thresholds.Length; lane += V.Count)
        {
            V count = V.Load(room.Count, lane), last = V.Load(room.Last, lane);
            V threshold = V.Load((ReadOnlySpan<T>)thresholds, lane);
            V next = threshold + (V.Load(room.Excess, lane) - one) / count;
            V.Store(V.WhereLess(count, last, next, threshold), thresholds, lane);
            V.Store(V.MinNative(count, last), room.Last, lane);
            moved = V.WhereLess(count, last, one, moved);
        }
        return V.MaxAcross(moved) > T.Zero;
    }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Rows;

/// <summary>
/// A row that is too long for <see cref="InterleavedRows"/>: the registers run along its classes.
/// </summary>
internal static class SequentialRow
{
    /// <summary>The largest number. For a row with a NaN, it may be NaN or any number of the row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Max<V, T>(ReadOnlySpan<T> row)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RowMaximum.Of<V, T, T>(row);

    /// <summary>How many numbers <see cref="Powers{V, T, S}"/> is to be lent where it keeps no powers.</summary>
    public static int Room<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PowerSums<T>.Room + OrderedSum<T>.Block;

    /// <summary>
    /// Σ exp(z − m), in the blocks of <see cref="OrderedSum{T}"/>; the powers are stored unless
    /// <paramref name="powers"/> is empty. A round adds one number to every lane of the sum. In the last block the
    /// numbers beyond the last whole round are added first. They take the highest lanes, where the round that ends with
    /// the row has them.
    /// </summary>
    /// <param name="logits">z, at least as many as a sum has lanes; may be the powers.</param>
    /// <param name="next">The row after, whose maximum is found meanwhile; or the logits again.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="max">m; receives the maximum of the row after.</param>
    /// <param name="lanes">Room: <see cref="Room{T}"/>, or for kept powers <see cref="PowerSums{T}.Room"/>.</param>
    /// <param name="sumOnly">Whether S − 1 is not asked for.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static PowerSum<T> Powers<V, T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> next, Span<T> powers, ref T max, Span<T> lanes, bool sumOnly = false)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Powers<V, T, T>(logits, next, powers, default, ref max, lanes, sumOnly);

    /// <summary>The same of numbers that are stored otherwise.</summary>
    /// <param name="logits">z, at least as many as a sum has lanes; may be the powers.</param>
    /// <param name="next">The row after, whose maximum is found meanwhile; or the logits again.</param>
    /// <param name="powers">Receives exp(z − m), or empty.</param>
    /// <param name="later">Memory that is written after the powers, as long as they; not used where they are.</param>
    /// <param name="max">m; receives the maximum of the row after.</param>
    /// <param name="lanes">Room: <see cref="Room{T}"/>, or for kept powers <see cref="PowerSums{T}.Room"/>.</param>
    /// <param name="sumOnly">Whether S − 1 is not asked for.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static PowerSum<T> Powers<V, T, S>(ReadOnlySpan<S> logits, ReadOnlySpan<S> next, Span<T> powers,
        Span<S> later, ref T max, Span<T> lanes, bool sumOnly = false)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        int width = Logical.Lanes<T>(), over = logits.Length % width, whole = logits.Length - over;
        Span<T> sums = lanes[..width], rest = lanes.Slice(width, width);
        PowerSums<T> sum = new(lanes, sumOnly);
        sum.Begin<V>();
        T largest = over == 0 ? T.NegativeInfinity : RowMaximum.Of<V, T, S>(next[^width..]);
        for (int c = 0; c < logits.Length; c += OrderedSum<T>.Block)
        {
            if (over > 0 && c > whole - OrderedSum<T>.Block)
                StartWithRest<V, T, S>(logits[^width..], rest, max, sums, width - over);
            int length = Math.Min(OrderedSum<T>.Block, whole - c);
            Span<T> here = powers.IsEmpty ? powers : powers.Slice(c, length);
            T found = powers.IsEmpty
                ? AddRounds<V, T, S, Dropped>(logits.Slice(c, length), next.Slice(c, length), here, default, max, sums)
                : AddRounds<V, T, S, Kept>(logits.Slice(c, length), next.Slice(c, length), here,
                    typeof(S) == typeof(T) ? default : later[c..], max, sums);
            largest = largest < found ? found : largest;
            if (sum.Fold<V>() is >= 0 and var lane)
                sum.FoldWithout<V>(lane,
                    powers.IsEmpty
                        ? Again<V, T, S>(logits.Slice(c, length), lanes[PowerSums<T>.Room..], max, lane) : here,
                    over > 0 && c + length == whole ? rest : default, width - over,
                    (c, logits.Length - width));
        }
        if (!powers.IsEmpty)
            Stores.Copy<V, T>(rest[^over..], powers[whole..]);
        max = largest;
        return sum.Total;
    }

    /// <summary>
    /// Whether powers are kept. The compiler knows it: a branch in the loop took a sixth of the time of softmax.
    /// </summary>
    internal interface IPowers
    {
        /// <summary>Whether they are.</summary>
        static abstract bool AreKept { get; }
    }

    internal readonly struct Kept : IPowers
    {
        public static bool AreKept => true;
    }

    internal readonly struct Dropped : IPowers
    {
        public static bool AreKept => false;
    }

    /// <summary>Computes the powers of a block again: those of the registers that hold a lane.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static ReadOnlySpan<T> Again<V, T, S>(ReadOnlySpan<S> logits, Span<T> powers, T max, int lane)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        ExpRegisters<V, T> exp = new(NormalPowers.CutOf<T>());
        V wideMax = V.Broadcast(max);
        for (int c = lane & -V.Count; c < logits.Length; c += Logical.Lanes<T>())
            V.Store(exp.OfNonPositive(StoredMemory.Load<V, T, S>(logits, c) - wideMax), powers, c);
        return powers[..logits.Length];
    }

    /// <summary>
    /// Adds whole rounds of powers to the lanes of a sum. Meanwhile it finds the maximum of the row after: powers wait
    /// for products and a maximum waits for loads, and alone the maximum took a tenth of the time. One register at a
    /// time, with its sum in memory, leaves the registers to the constants (with AVX2, four registers at a time took
    /// two thirds more).
    /// </summary>
    /// <param name="logits">z; may be the powers.</param>
    /// <param name="next">Numbers of the row after, as many as of <paramref name="logits"/>.</param>
    /// <param name="powers">Receives exp(z − m), or is empty, as <typeparamref name="TPowers"/> says.</param>
    /// <param name="later">Memory that is written afterwards, where the powers are not stored as the logits
    /// are.</param>
    /// <param name="max">m.</param>
    /// <param name="sums">The lanes of the sum.</param>
    /// <returns>The largest of <paramref name="next"/>.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static T AddRounds<V, T, S, TPowers>(
        ReadOnlySpan<S> logits, ReadOnlySpan<S> next, Span<T> powers, Span<S> later, T max, Span<T> sums)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where S : unmanaged where TPowers : struct, IPowers
    {
        Debug.Assert(next.Length == logits.Length && powers.Length == (TPowers.AreKept ? logits.Length : 0));
        ref readonly S z = ref Refs.Start(logits), after = ref Refs.Start(next);
        ref S place = ref Refs.Start(later);
        ref T power = ref Refs.Start(powers), sum = ref Refs.Start(sums);
        // First of all: what is in registers before may be put on the stack, because this may call.
        ExpRegisters<V, T> exp = new(NormalPowers.CutOf<T>());
        V wideMax = V.Broadcast(max), largest = V.Broadcast(T.NegativeInfinity);
        nint length = logits.Length, mask = sums.Length - 1;
        for (nint c = 0; c < length; c += V.Count)
        {
            V e = exp.OfNonPositive(StoredMemory.Load<V, T, S>(in z, c) - wideMax);
            V.Store(V.Load(in sum, c & mask) + e, ref sum, c & mask);
            largest = V.MaxNative(largest, StoredMemory.Load<V, T, S>(in after, c));
            Refs.PrefetchAhead(in after, c);
            if (!TPowers.AreKept)
                continue;
            if (typeof(S) == typeof(T))
                Refs.PrefetchAhead(in power, c);
            else
                Refs.PrefetchAhead(in place, c);
            V.Store(e, ref power, c);
        }
        return V.MaxAcross(largest);
    }

    /// <summary>
    /// Computes the powers of the round that ends with the row, and puts into the lanes those from
    /// <paramref name="start"/> on, which belong to no whole round.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void StartWithRest<V, T, S>(ReadOnlySpan<S> logits, Span<T> powers, T max, Span<T> sums, int start)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged
    {
        V wideMax = V.Broadcast(max);
        for (int c = start / V.Count * V.Count; c < powers.Length; c += V.Count)
        {
            V power = NormalPowers.Exp<V, T>(StoredMemory.Load<V, T, S>(logits, c) - wideMax);
            V.Store(power, powers, c);
            V.Store(power, sums, c);
        }
        // Lanes before the first of these, whole registers first.
        int clear = start / V.Count * V.Count;
        Stores.Zero<V, T>(sums[..clear]);
        for (; clear < start; clear++)
            sums[clear] = T.Zero;
    }

    /// <summary>log S from S − 1; not inlined, see <see cref="InterleavedRows"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Log<T>(T others)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lane1<T>.Log1p(new(others)).Number;
}

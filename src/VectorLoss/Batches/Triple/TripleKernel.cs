using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The loss of every three numbers, in one pass: summed, and stored and differentiated where there is room.
/// </summary>
internal readonly ref struct TripleKernel<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third) : IKernel<T, double>
    where TLoss : struct, ITripleLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly ReadOnlySpan<T> first = first;
    private readonly ReadOnlySpan<T> second = second;
    private readonly ReadOnlySpan<T> third = third;
    private readonly LossGradients<T> gradients;

    /// <summary>A fourth number an element, for losses that take one, or empty.</summary>
    public ReadOnlySpan<T> Fourth { get; init; }

    /// <summary>One weight an element, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where an element counts, or empty.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>Receives the weighted values, or empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receive the weighted slopes times <see cref="Scale"/>, where there is room.</summary>
    public LossGradients<T> Gradients { init => gradients = value; }

    /// <summary>The factor of all slopes.</summary>
    public T Scale { get; init; }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        // Not on the stack, where registers of 64 bytes lie across two lines.
        Span<T> sums = Scratch<T>.Borrow(Logical.Lanes<T>());
        // What formulas keep on the stack lies in whole lines.
        Span<byte> gap = stackalloc byte[StackLine.Gap()];
        OrderedSum<T> sum = OrderedSum<T>.In<V>(sums);
        for (int start = 0; start < first.Length; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, first.Length), at = Registers<V>(start, end, sums);
            if (at < end)
                Finish<V>(at, end, sums);
            sum.Fold<V>();
        }
        return sum.Total;
    }

    /// <summary>Does all full registers of a block; gives where they end.</summary>
    // The formula stands in the loop once: the compiler inlines only so much into a method, and the more the longer the
    // method is itself.
    [MethodImpl(Compiled.AtOnce)]
    private unsafe int Registers<V>(int at, int end, Span<T> sums) where V : struct, ILanes<V, T>
    {
        TripleKernel<TLoss, T> self = this;
        int count = V.Count;
        // For what the formula calls. No span, of which the compiler would inline the parts.
        byte* gap = stackalloc byte[StackLine.Gap()];
        StackLine.Hold(gap);
        Span<T> marks = Mask.IsEmpty ? default : stackalloc T[sums.Length];
        ReadOnlySpan<T> counted = marks, before = sums;
        for (; at <= end - count; at += count)
        {
            int lane = at & (sums.Length - 1);
            if (!marks.IsEmpty && lane == 0)
                MaskLanes.Widen(self.Mask[at..Math.Min(at + sums.Length, end)], marks);
            // Read before the formula: what comes after a long one may be too late to be inlined.
            V sum = V.Load(before, lane), mark = marks.IsEmpty ? default : V.Load(counted, lane);
            V weight = self.Weights.IsEmpty ? V.Of(1) : V.Load(self.Weights, at);
            V a = V.Load(self.first, at), b = V.Load(self.second, at), c = V.Load(self.third, at);
            V value = TLoss.TakesFourth ? self.WithFourth(at, a, b, c, out Triple<V> slopes)
                : TLoss.ValueAndSlopes(self.loss, a, b, c, out slopes);
            V zero = V.Of(0), factor = V.Broadcast(self.Scale) * weight;
            V first = slopes.First * factor, second = slopes.Second * factor, third = slopes.Third * factor;
            value *= weight;
            if (!marks.IsEmpty)
            {
                // A mask chooses and does not multiply: NaN·0 is no 0.
                (value, first) = (V.WhereLess(zero, mark, value, zero), V.WhereLess(zero, mark, first, zero));
                (second, third) = (V.WhereLess(zero, mark, second, zero), V.WhereLess(zero, mark, third, zero));
            }
            V.Store(sum + value, sums, lane);
            if (!self.Values.IsEmpty)
                V.Store(value, self.Values, at);
            if (!self.gradients.First.IsEmpty)
                V.Store(first, self.gradients.First, at);
            if (!self.gradients.Second.IsEmpty)
                V.Store(second, self.gradients.Second, at);
            if (!self.gradients.Third.IsEmpty)
                V.Store(third, self.gradients.Third, at);
        }
        return at;
    }

    // Not inlined: a loss that takes no fourth number pays nothing for it, neither time nor what may be inlined.
    [MethodImpl(Compiled.AtOnce)]
    private V WithFourth<V>(int at, V a, V b, V c, out Triple<V> slopes) where V : struct, ILanes<V, T>
        => Fourth.IsEmpty ? TLoss.ValueAndSlopes(loss, a, b, c, out slopes)
            : TLoss.ValueAndSlopes(loss, a, b, c, V.Load(Fourth, at), out slopes);

    /// <summary>The elements that fill no register: in a full one, of which the rest is masked.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Finish<V>(int at, int end, Span<T> sums) where V : struct, ILanes<V, T>
    {
        int count = end - at;
        Span<T> results = stackalloc T[4 * V.Count];
        Span<bool> mask = stackalloc bool[V.Count];
        for (int i = 0; i < count; i++)
            mask[i] = Mask.IsEmpty || Mask[at + i];
        Span<T> a = Padding.Full<V, T>(first[at..end], stackalloc T[V.Count]);
        Span<T> b = Padding.Full<V, T>(second[at..end], stackalloc T[V.Count]);
        Span<T> c = Padding.Full<V, T>(third[at..end], stackalloc T[V.Count]);
        TripleKernel<TLoss, T> last = new(loss, a, b, c)
        {
            Fourth = Fourth.IsEmpty ? default : Padding.Full<V, T>(Fourth[at..end], stackalloc T[V.Count]),
            Weights = Weights.IsEmpty ? default : Padding.Full<V, T>(Weights[at..end], stackalloc T[V.Count]),
            Mask = mask,
            Values = results[..V.Count],
            Gradients = new()
            {
                First = results.Slice(V.Count, V.Count),
                Second = results.Slice(2 * V.Count, V.Count),
                Third = results.Slice(3 * V.Count, V.Count),
            },
            Scale = Scale,
        };
        last.Registers<V>(0, V.Count, sums.Slice(at & (sums.Length - 1), V.Count));
        Padding.Take<V, T>(last.Values, count, Values, at);
        Padding.Take<V, T>(last.gradients.First, count, gradients.First, at);
        Padding.Take<V, T>(last.gradients.Second, count, gradients.Second, at);
        Padding.Take<V, T>(last.gradients.Third, count, gradients.Third, at);
    }
}

using System.Numerics;

namespace VectorLoss.Lanes;

/// <summary>A real that is <see cref="Count"/> numbers at once, can travel to and from memory, and shows its bits.</summary>
/// <typeparam name="V">The implementing register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal interface ILanes<V, T> : IReal<V>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers one register holds; divides <see cref="Logical.Lanes{T}"/>.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are 32 of these registers, and so room for a formula's constants beside its numbers.</summary>
    static abstract bool ManyRegisters { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract V Broadcast(T value);

    /// <summary>Loads <see cref="Count"/> numbers that begin at <paramref name="at"/>.</summary>
    static abstract V Load(ReadOnlySpan<T> source, int at);

    /// <summary>Stores <see cref="Count"/> numbers that begin at <paramref name="at"/>.</summary>
    static abstract void Store(V value, Span<T> destination, int at);

    /// <summary>Loads without bounds; the caller has checked them.</summary>
    static abstract V Load(ref readonly T origin, nint at);

    /// <summary>Stores without bounds; the caller has checked them.</summary>
    static abstract void Store(V value, ref T origin, nint at);

    /// <summary>All bits set in the lanes where a &lt; b.</summary>
    static abstract V Less(V a, V b);

    /// <summary>All bits set in the lanes where a = b.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Bit by bit, <paramref name="then"/> where the mask is set, else <paramref name="otherwise"/>.</summary>
    static abstract V Select(V mask, V then, V otherwise);

    /// <summary>The bit pattern in every lane: the low 32 bits of it when <typeparamref name="T"/> is float.</summary>
    static abstract V OfBits(long pattern);

    /// <summary>Bitwise and.</summary>
    static abstract V And(V a, V b);

    /// <summary>Bitwise or.</summary>
    static abstract V Or(V a, V b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract V Xor(V a, V b);

    /// <summary>The sum of the bit patterns as integers.</summary>
    static abstract V AddBits(V a, V b);

    /// <summary>The difference of the bit patterns as integers.</summary>
    static abstract V SubtractBits(V a, V b);

    /// <summary>The larger of the bit patterns as signed integers.</summary>
    static abstract V MaxBits(V a, V b);

    /// <summary>The bit patterns shifted left.</summary>
    static abstract V ShiftLeft(V x, int bits);

    /// <summary>The bit patterns shifted right, zeros coming in.</summary>
    static abstract V ShiftRight(V x, int bits);

    /// <summary>eˣ for x ≤ 0 and NaN, by what scales best here: <see cref="LaneMath.ExpOfNonPositive"/>.</summary>
    static abstract V ExpOfNonPositive(V x);

    /// <summary>
    /// x·2ⁿ, rounded once, for an x of size ½ to 2 or NaN, and a whole number n that moves such an x neither by more than
    /// twice the smallest exponent nor by more than twice the largest.
    /// </summary>
    static abstract V Scale(V x, V n);

    /// <summary>x = 2ᵏ·m with a whole k and ¾ ≤ m &lt; 1½, for a positive finite x; of others, anything.</summary>
    static abstract void Part(V x, out V k, out V m);

    /// <summary>The result of a logarithm, but at its ends −∞ for ±0, NaN for x below and for NaN, ∞ for ∞.</summary>
    static abstract V Ends(V x, V result);

    /// <summary>The larger of two by the fastest instruction: which of two NaNs or zeros results is not defined.</summary>
    static abstract V MaxNative(V a, V b);

    /// <summary>The smaller of two by the fastest instruction: which of two NaNs or zeros results is not defined.</summary>
    static abstract V MinNative(V a, V b);

    /// <summary>The sum of all lanes, added in halves: see <see cref="Across"/>.</summary>
    static abstract T SumAcross(V x);

    /// <summary>The largest of all lanes by <see cref="MaxNative"/>.</summary>
    static abstract T MaxAcross(V x);

    /// <summary>
    /// a·b + c of a number in memory, rounded once. As part of the product the number costs no register and no
    /// instruction of its own.
    /// </summary>
    static virtual V MulAdd(ref readonly T a, V b, V c) => V.MulAdd(V.Broadcast(a), b, c);

    /// <summary>All bits set in so many lanes, from the first on.</summary>
    static virtual V First(int count) => Masked.First<V, T>(count);

    /// <summary>Loads the lanes that the mask sets, 0 in the others; their memory is not touched.</summary>
    static virtual V Load(ref readonly T origin, nint at, V mask) => Masked.Load(in origin, at, mask);

    /// <summary>Stores the lanes that the mask sets; the memory of the others is not touched.</summary>
    static virtual void Store(V value, ref T origin, nint at, V mask) => Masked.Store(value, ref origin, at, mask);
}

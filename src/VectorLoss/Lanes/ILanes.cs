using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// A real that is <see cref="Count"/> numbers at once, moves to and from memory, and shows its bits. To the arithmetic
/// of <see cref="IReal{R}"/> it adds five groups of members: arithmetic, memory, bits, scaling, and across the lanes.
/// </summary>
/// <remarks>
/// Four registers implement it: <see cref="Lane1{T}"/>, <see cref="LanesN{T}"/>, <see cref="Lanes512{T}"/> and
/// <see cref="Lanes1024{T}"/>. The last three are written by hand, because the JIT compiles them well only so (the
/// reasons are in the files); RegisterTextTests checks that they say the same.
/// </remarks>
/// <typeparam name="V">The implementing register.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal interface ILanes<V, T> : IReal<V>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The register itself.

    /// <summary>How many numbers one register holds; divides <see cref="Logical.Lanes{T}"/>.</summary>
    static abstract int Count { get; }

    /// <summary>
    /// Whether the machine has 32 of these registers, so that a formula's constants fit beside its numbers.
    /// </summary>
    static abstract bool ManyRegisters { get; }

    // Arithmetic beyond IReal.

    /// <summary>The same number in every lane.</summary>
    static abstract V Broadcast(T value);

    /// <summary>
    /// The larger of two numbers by the fastest instruction. Of two NaNs or of two zeros, the result may be either.
    /// </summary>
    static abstract V MaxNative(V a, V b);

    /// <summary>
    /// The smaller of two numbers by the fastest instruction. Of two NaNs or of two zeros, the result may be either.
    /// </summary>
    static abstract V MinNative(V a, V b);

    /// <summary>
    /// a·b + c where a is one number in memory, rounded once. As an operand in memory the number costs no register and
    /// no instruction of its own.
    /// </summary>
    static virtual V MulAdd(ref readonly T a, V b, V c) => V.MulAdd(V.Broadcast(a), b, c);

    /// <summary>
    /// A function of doubles in every lane; of floats it is computed in registers of doubles and rounded once.
    /// </summary>
    static abstract V InDouble<TFunction>(V x) where TFunction : struct, IDoubleFunction;

    /// <summary>The same of two registers.</summary>
    static abstract V InDouble<TFunction>(V x, V y) where TFunction : struct, IDoubleFunction2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IReal<V>.Inverse(int n) => V.Of(LaneFunctions.Inverses[n]);

    // A step of the series waits for the one before, so floats take as few as they need.
    static V IReal<V>.ExpExcessNear(V x) => LaneFunctions.ExpExcessNear<V, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IReal<V>.AllLess(V a, V b) => V.AllLess(a, b);

    static bool IReal<V>.IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    // Memory.

    /// <summary>Loads <see cref="Count"/> numbers that begin at <paramref name="at"/>.</summary>
    static abstract V Load(ReadOnlySpan<T> source, int at);

    /// <summary>Stores <see cref="Count"/> numbers that begin at <paramref name="at"/>.</summary>
    static abstract void Store(V value, Span<T> destination, int at);

    /// <summary>Loads without checking bounds; the caller has checked them.</summary>
    static abstract V Load(ref readonly T origin, nint at);

    /// <summary>Stores without checking bounds; the caller has checked them.</summary>
    static abstract void Store(V value, ref T origin, nint at);

    /// <summary>A mask: all bits set in the first <paramref name="count"/> lanes, no bit in the others.</summary>
    static virtual V FirstLanes(int count) => MaskedMemory.FirstLanes<V, T>(count);

    /// <summary>Loads the lanes that the mask sets, 0 in the others; the memory of the others is not touched.</summary>
    static virtual V Load(ref readonly T origin, nint at, V mask) => MaskedMemory.Load(in origin, at, mask);

    /// <summary>Stores the lanes that the mask sets; the memory of the others is not touched.</summary>
    static virtual void Store(V value, ref T origin, nint at, V mask)
        => MaskedMemory.Store(value, ref origin, at, mask);

    /// <summary>
    /// Numbers of column <paramref name="column"/> of a table with sixteen numbers a column, which begins at
    /// <paramref name="table"/>: in each lane the one at the place that the lowest four bits of the lane say.
    /// </summary>
    static virtual V LookUp(ref readonly T table, int column, V places)
        => MaskedMemory.LookUp<V, T>(in table, column, places);

    // Bits.

    /// <summary>All bits set in the lanes where a &lt; b.</summary>
    static abstract V Less(V a, V b);

    /// <summary>Whether a &lt; b in every lane.</summary>
    static new abstract bool AllLess(V a, V b);

    /// <summary>All bits set in the lanes where a = b.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Bit by bit, <paramref name="then"/> where the mask is set, else <paramref name="otherwise"/>.</summary>
    static abstract V Select(V mask, V then, V otherwise);

    /// <summary>
    /// The bit pattern in every lane; its low 32 bits when <typeparamref name="T"/> is float.
    /// </summary>
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

    /// <summary>The bit patterns shifted right, filled up with zeros.</summary>
    static abstract V ShiftRight(V x, int bits);

    // Scaling by powers of two, where machines differ in their instructions and not in the result.

    /// <summary>
    /// eˣ for x ≤ 0 and NaN, scaled by the fastest means of this register: <see cref="LaneMath.ExpOfNonPositive"/>.
    /// </summary>
    static abstract V ExpOfNonPositive(V x);

    /// <summary>
    /// x·2ⁿ, rounded once. The size of x is from ½ to 2, or x is NaN. n is a whole number, from twice the smallest
    /// exponent of the format to twice the largest.
    /// </summary>
    static abstract V Scale(V x, V n);

    /// <summary>
    /// <see cref="Scale(V, V)"/>, but 0 in the lanes where <paramref name="a"/> is below <paramref name="limit"/>.
    /// There x and n may be anything.
    /// </summary>
    static virtual V ScaleOrZero(V x, V n, V a, V limit) => V.WhereLess(a, limit, V.Of(0), V.Scale(x, n));

    /// <summary>
    /// x·y, but <paramref name="zero"/>, which is 0·y, in the lanes where x is below <paramref name="limit"/>.
    /// </summary>
    static virtual V MultiplyOrZero(V x, V y, V limit, V zero) => V.WhereLess(x, limit, V.Of(0), x) * y;

    /// <summary>
    /// Splits a positive finite x into x = 2ᵏ·m with a whole k and ¾ ≤ m &lt; 1½. For any other x the results are not
    /// defined.
    /// </summary>
    static abstract void SplitExponent(V x, out V k, out V m);

    /// <summary>
    /// Corrects the result of a logarithm at the ends of its domain: −∞ where x is ±0, ∞ where x is ∞, NaN where x is
    /// below 0 or NaN. Elsewhere the result stays.
    /// </summary>
    static abstract V FixLogEnds(V x, V result);

    // Across the lanes.

    /// <summary>The sum of all lanes, added in halves: see <see cref="Across"/>.</summary>
    static abstract T SumAcross(V x);

    /// <summary>The largest of all lanes by <see cref="MaxNative"/>.</summary>
    static abstract T MaxAcross(V x);
}

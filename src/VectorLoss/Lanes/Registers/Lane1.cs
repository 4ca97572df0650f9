using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>One number as a register: the tail of every loop, the readable reference, in double the oracle.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[DebuggerDisplay("{Number}")]
public readonly struct Lane1<T>(T number) : ILanes<Lane1<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The number itself.</summary>
    public T Number { [MethodImpl(Inline)] get; } = number;

    static int ILanes<Lane1<T>, T>.Count { [MethodImpl(Inline)] get => 1; }

    static bool ILanes<Lane1<T>, T>.ManyRegisters { [MethodImpl(Inline)] get => false; }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> Of(double constant) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<float, T>((float)constant))
        : new(Unsafe.BitCast<double, T>(constant));

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Broadcast(T value) => new(value);

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Load(ReadOnlySpan<T> source, int at) => new(source[at]);

    [MethodImpl(Inline)]
    static void ILanes<Lane1<T>, T>.Store(Lane1<T> value, Span<T> destination, int at)
        => destination[at] = value.Number;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Load(ref readonly T origin, nint at)
        => new(Unsafe.Add(ref Unsafe.AsRef(in origin), at));

    [MethodImpl(Inline)]
    static void ILanes<Lane1<T>, T>.Store(Lane1<T> value, ref T origin, nint at)
        => Unsafe.Add(ref origin, at) = value.Number;

    /// <summary>a + b.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> operator +(Lane1<T> a, Lane1<T> b) => new(a.Number + b.Number);

    /// <summary>a − b.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> operator -(Lane1<T> a, Lane1<T> b) => new(a.Number - b.Number);

    /// <summary>a · b.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> operator *(Lane1<T> a, Lane1<T> b) => new(a.Number * b.Number);

    /// <summary>a / b.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> operator /(Lane1<T> a, Lane1<T> b) => new(a.Number / b.Number);

    /// <summary>−x.</summary>
    [MethodImpl(Inline)]
    public static Lane1<T> operator -(Lane1<T> x) => new(-x.Number);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> Abs(Lane1<T> x) => new(T.Abs(x.Number));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> Min(Lane1<T> a, Lane1<T> b) => T.IsNaN(a.Number) || a.Number < b.Number ? a : b;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> Max(Lane1<T> a, Lane1<T> b) => T.IsNaN(a.Number) || b.Number < a.Number ? a : b;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.MaxNative(Lane1<T> a, Lane1<T> b) => b.Number < a.Number ? a : b;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.MinNative(Lane1<T> a, Lane1<T> b) => a.Number < b.Number ? a : b;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> AtLeast(Lane1<T> x, Lane1<T> bound) => x.Number < bound.Number ? bound : x;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> AtMost(Lane1<T> x, Lane1<T> bound) => bound.Number < x.Number ? bound : x;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> MulAdd(Lane1<T> a, Lane1<T> b, Lane1<T> c)
        => new(T.FusedMultiplyAdd(a.Number, b.Number, c.Number));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> Sqrt(Lane1<T> x) => new(T.Sqrt(x.Number));

    // Not inlined: the JIT limits how much it inlines into one method, and the loop over registers needs all of it.

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Exp(Lane1<T> x) => LaneMath.Exp<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Expm1(Lane1<T> x) => LaneMath.Expm1<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Log(Lane1<T> x) => LaneMath.Log<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Log1p(Lane1<T> x) => LaneMath.Log1p<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Tanh(Lane1<T> x) => LaneMath.Tanh<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Sigmoid(Lane1<T> x) => LaneMath.Sigmoid<Lane1<T>, T>(x);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static Lane1<T> Softplus(Lane1<T> x) => LaneMath.Softplus<Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> Sin(Lane1<T> x) => InDouble<Circular.Sine>(x);

    /// <inheritdoc/>
    public static Lane1<T> Cos(Lane1<T> x) => InDouble<Circular.Cosine>(x);

    /// <inheritdoc/>
    public static Lane1<T> SinOfHalfDifference(Lane1<T> a, Lane1<T> b)
        => InDouble<Circular.SineOfHalfDifference>(a, b);

    /// <inheritdoc/>
    public static Lane1<T> CosOfHalfDifference(Lane1<T> a, Lane1<T> b)
        => InDouble<Circular.CosineOfHalfDifference>(a, b);

    /// <inheritdoc/>
    public static Lane1<T> Atan(Lane1<T> x) => InDouble<Arctangent>(x);

    /// <inheritdoc/>
    public static Lane1<T> Pow(Lane1<T> x, Lane1<T> y) => LaneFunctions.Pow<Lane1<T>, T>(x, y);

    /// <inheritdoc/>
    public static Lane1<T> Erf(Lane1<T> x) => LaneFunctions.Of<SingleError.Erf, ErrorFunctions.Erf, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> Erfc(Lane1<T> x) => LaneFunctions.Of<SingleError.Erfc, ErrorFunctions.Erfc, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> Erfcx(Lane1<T> x)
        => LaneFunctions.Of<SingleError.Erfcx, ErrorFunctions.Erfcx, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> LogNormalCdf(Lane1<T> x)
        => LaneFunctions.Of<SingleError.LogNormalCdf, ErrorFunctions.LogNormalCdf, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> LogGamma(Lane1<T> x)
        => LaneFunctions.Of<SingleGamma.LogGamma, GammaFunctions.LogGamma, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> Digamma(Lane1<T> x)
        => LaneFunctions.Of<SingleGamma.Digamma, GammaFunctions.Digamma, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> BesselI0e(Lane1<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI0, BesselFunctions.ScaledI0, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> BesselI1e(Lane1<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI1, BesselFunctions.ScaledI1, Lane1<T>, T>(x);

    /// <inheritdoc/>
    public static Lane1<T> Polygamma(int n, Lane1<T> x) => Lanewise.Polygamma<Lane1<T>, T>(n, x);

    /// <inheritdoc/>
    public static Lane1<T> PolygammaRise(int k, Lane1<T> x, Lane1<T> n)
        => LaneFunctions.PolygammaRise<Lane1<T>, T>(k, x, n);

    /// <inheritdoc/>
    public static Lane1<T> LogBeta(Lane1<T> a, Lane1<T> b)
        => LaneFunctions.Of<SingleGammaRise.LogBeta, GammaFunctions.LogBeta, Lane1<T>, T>(a, b);

    /// <inheritdoc/>
    public static Lane1<T> LogRisingFactorial(Lane1<T> x, Lane1<T> n)
        => LaneFunctions.Of<SingleGammaRise.LogGamma, GammaFunctions.LogRisingFactorial, Lane1<T>, T>(x, n);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> WhereLess(Lane1<T> a, Lane1<T> b, Lane1<T> then, Lane1<T> otherwise)
        => a.Number < b.Number ? then : otherwise;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lane1<T> WhereEqual(Lane1<T> a, Lane1<T> b, Lane1<T> then, Lane1<T> otherwise)
        => a.Number == b.Number ? then : otherwise;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.InDouble<TFunction>(Lane1<T> x) => InDouble<TFunction>(x);

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.InDouble<TFunction>(Lane1<T> x, Lane1<T> y) => InDouble<TFunction>(x, y);

    private static Lane1<T> InDouble<TFunction>(Lane1<T> x, Lane1<T> y) where TFunction : struct, IDoubleFunction2
        => new(T.CreateTruncating(TFunction.Of(
        new Lane1<double>(double.CreateTruncating(x.Number)),
        new Lane1<double>(double.CreateTruncating(y.Number))).Number));

    private static Lane1<T> InDouble<TFunction>(Lane1<T> x) where TFunction : struct, IDoubleFunction
        => new(T.CreateTruncating(TFunction.Of(new Lane1<double>(double.CreateTruncating(x.Number))).Number));

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Less(Lane1<T> a, Lane1<T> b) => (a.Number < b.Number).ToMask<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Equal(Lane1<T> a, Lane1<T> b) => (a.Number == b.Number).ToMask<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Select(Lane1<T> mask, Lane1<T> then, Lane1<T> otherwise)
        => ((mask.Bits() & then.Bits()) | (~mask.Bits() & otherwise.Bits())).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.LookUp(ref readonly T table, int column, Lane1<T> places)
        => new(Refs.AddReadOnly(in table, (column * LookUps.Column) + ((int)places.Bits() & (LookUps.Column - 1))));

    [MethodImpl(Inline)]
    static bool ILanes<Lane1<T>, T>.AllLess(Lane1<T> a, Lane1<T> b) => a.Number < b.Number;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.OfBits(long pattern) => pattern.ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.And(Lane1<T> a, Lane1<T> b) => (a.Bits() & b.Bits()).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Or(Lane1<T> a, Lane1<T> b) => (a.Bits() | b.Bits()).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Xor(Lane1<T> a, Lane1<T> b) => (a.Bits() ^ b.Bits()).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.AddBits(Lane1<T> a, Lane1<T> b) => (a.Bits() + b.Bits()).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.SubtractBits(Lane1<T> a, Lane1<T> b) => (a.Bits() - b.Bits()).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.MaxBits(Lane1<T> a, Lane1<T> b) => a.Bits() < b.Bits() ? b : a;

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.ShiftLeft(Lane1<T> x, int bits) => (x.Bits() << bits).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.ShiftRight(Lane1<T> x, int bits)
        => (typeof(T) == typeof(float) ? (uint)x.Bits() >>> bits : x.Bits() >>> bits).ToLane<T>();

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.ExpOfNonPositive(Lane1<T> x)
        => Exponentials<Lane1<T>, T>.ExpNonPositiveByProduct(x);

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.Scale(Lane1<T> x, Lane1<T> n) => ExpReduction<Lane1<T>, T>.ScaleTwice(x, n);

    [MethodImpl(Inline)]
    static T ILanes<Lane1<T>, T>.SumAcross(Lane1<T> x) => x.Number;

    [MethodImpl(Inline)]
    static T ILanes<Lane1<T>, T>.MaxAcross(Lane1<T> x) => x.Number;

    [MethodImpl(Inline)]
    static void ILanes<Lane1<T>, T>.SplitExponent(Lane1<T> x, out Lane1<T> k, out Lane1<T> m)
        => Logarithms<Lane1<T>, T>.SplitExponentByBits(x, out k, out m);

    [MethodImpl(Inline)]
    static Lane1<T> ILanes<Lane1<T>, T>.FixLogEnds(Lane1<T> x, Lane1<T> result)
        => Logarithms<Lane1<T>, T>.FixLogEndsBySelection(x, result);
}

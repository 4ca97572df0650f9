using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>The portable register: as many numbers as <see cref="Vector{T}"/> holds on this machine.</summary>
/// <remarks>
/// Over 200 lines: one short member for each operation of <see cref="ILanes{V, T}"/>, in the order of that interface.
/// </remarks>
[DebuggerDisplay("{value}")]
internal readonly struct LanesN<T>(Vector<T> value) : ILanes<LanesN<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector<T> value = value;

    // Each operation asks for the type itself, and not through a property: only then does the JIT drop the other branch
    // before it counts what it may still inline. With a property, long formulas exhausted that budget and called
    // operators one by one.

    public static int Count { [MethodImpl(Inline)] get => Vector<T>.Count; }

    public static bool ManyRegisters { [MethodImpl(Inline)] get => false; }

    // Arithmetic.

    [MethodImpl(Inline)]
    public static LanesN<T> Of(double constant) => typeof(T) == typeof(float)
        ? new(Vector.Create((float)constant).As<float, T>())
        : new(Vector.Create(constant).As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> Broadcast(T value) => new(Vector.Create(value));

    [MethodImpl(Inline)]
    public static LanesN<T> operator +(LanesN<T> a, LanesN<T> b) => new(a.value + b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> operator -(LanesN<T> a, LanesN<T> b) => new(a.value - b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> operator *(LanesN<T> a, LanesN<T> b) => new(a.value * b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> operator /(LanesN<T> a, LanesN<T> b) => new(a.value / b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> operator -(LanesN<T> x) => Xor(x, Broadcast(T.NegativeZero));

    [MethodImpl(Inline)]
    public static LanesN<T> Abs(LanesN<T> x) => new(Vector.AndNot(x.value, Vector.Create(T.NegativeZero)));

    // A selection contains its comparison in one expression. The JIT then blends; otherwise it has to take a mask bit
    // by bit.
    [MethodImpl(Inline)]
    public static LanesN<T> Min(LanesN<T> a, LanesN<T> b) => new(Vector.ConditionalSelect(
        Vector.Equals(a.value, a.value),
        Vector.ConditionalSelect(Vector.LessThan(a.value, b.value), a.value, b.value), a.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Max(LanesN<T> a, LanesN<T> b) => new(Vector.ConditionalSelect(
        Vector.Equals(a.value, a.value),
        Vector.ConditionalSelect(Vector.LessThan(b.value, a.value), a.value, b.value), a.value));

    [MethodImpl(Inline)]
    public static LanesN<T> MaxNative(LanesN<T> a, LanesN<T> b) => new(Vector.MaxNative(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> MinNative(LanesN<T> a, LanesN<T> b) => new(Vector.MinNative(a.value, b.value));

    // Of a NaN and a number, or of two zeros, the instruction of x86 returns the second operand: x. That of ARM takes
    // 0 for larger than −0.
    [MethodImpl(Inline)]
    public static LanesN<T> AtLeast(LanesN<T> x, LanesN<T> bound) => X86Base.IsSupported
        ? new(Vector.MaxNative(bound.value, x.value))
        : new(Vector.ConditionalSelect(Vector.LessThan(x.value, bound.value), bound.value, x.value));

    [MethodImpl(Inline)]
    public static LanesN<T> AtMost(LanesN<T> x, LanesN<T> bound) => X86Base.IsSupported
        ? new(Vector.MinNative(bound.value, x.value))
        : new(Vector.ConditionalSelect(Vector.LessThan(bound.value, x.value), bound.value, x.value));

    // SoftwareMulAdd.IsUsed, written out: the compiler drops the other branch before it inlines anything only where it
    // finds the instruction set itself. Else both count in what it inlines into a formula.
    [MethodImpl(Inline)]
    public static LanesN<T> MulAdd(LanesN<T> a, LanesN<T> b, LanesN<T> c) => X86Base.IsSupported && !Fma.IsSupported
        ? new(SoftwareMulAdd.Of(a.value, b.value, c.value))
        : typeof(T) == typeof(float)
        ? new(Vector.FusedMultiplyAdd(a.value.As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>())
            .As<float, T>())
        : new(Vector.FusedMultiplyAdd(a.value.As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> MulAdd(ref readonly T a, LanesN<T> b, LanesN<T> c)
        => X86Base.IsSupported && !Fma.IsSupported
        ? MulAdd(Broadcast(a), b, c)
        : typeof(T) == typeof(float)
        ? new(Vector.FusedMultiplyAdd(
            Vector.Create(a).As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>()).As<float, T>())
        : new(Vector.FusedMultiplyAdd(
            Vector.Create(a).As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>()).As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> Sqrt(LanesN<T> x) => new(Vector.SquareRoot(x.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Exp(LanesN<T> x) => typeof(T) == typeof(float)
        && X86Base.IsSupported && !Fma.IsSupported
        ? new(SoftwareExp.Of(x.value.As<T, float>()).As<float, T>())
        : LaneMath.Exp<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Expm1(LanesN<T> x) => LaneMath.Expm1<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Log(LanesN<T> x) => Logarithms<LanesN<T>, T>.WithRareNumbersApart(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Log1p(LanesN<T> x) => LaneMath.Log1p<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Tanh(LanesN<T> x) => LaneMath.Tanh<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Sigmoid(LanesN<T> x) => LaneMath.Sigmoid<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Softplus(LanesN<T> x) => LaneMath.Softplus<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Sin(LanesN<T> x) => InDouble<Circular.Sine>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Cos(LanesN<T> x) => InDouble<Circular.Cosine>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> SinOfHalfDifference(LanesN<T> a, LanesN<T> b)
        => InDouble<Circular.SineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static LanesN<T> CosOfHalfDifference(LanesN<T> a, LanesN<T> b)
        => InDouble<Circular.CosineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static LanesN<T> Atan(LanesN<T> x) => InDouble<Arctangent>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Pow(LanesN<T> x, LanesN<T> y) => LaneFunctions.Pow<LanesN<T>, T>(x, y);

    [MethodImpl(Inline)]
    public static LanesN<T> Erf(LanesN<T> x) => LaneFunctions.Of<SingleError.Erf, ErrorFunctions.Erf, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Erfc(LanesN<T> x)
        => LaneFunctions.Of<SingleError.Erfc, ErrorFunctions.Erfc, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Erfcx(LanesN<T> x)
        => LaneFunctions.Of<SingleError.Erfcx, ErrorFunctions.Erfcx, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> LogNormalCdf(LanesN<T> x)
        => LaneFunctions.Of<SingleError.LogNormalCdf, ErrorFunctions.LogNormalCdf, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> LogGamma(LanesN<T> x)
        => LaneFunctions.Of<SingleGamma.LogGamma, GammaFunctions.LogGamma, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Digamma(LanesN<T> x)
        => LaneFunctions.Of<SingleGamma.Digamma, GammaFunctions.Digamma, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> BesselI0e(LanesN<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI0, BesselFunctions.ScaledI0, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> BesselI1e(LanesN<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI1, BesselFunctions.ScaledI1, LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Polygamma(int n, LanesN<T> x) => Lanewise.Polygamma<LanesN<T>, T>(n, x);

    [MethodImpl(Inline)]
    public static LanesN<T> PolygammaRise(int k, LanesN<T> x, LanesN<T> n)
        => LaneFunctions.PolygammaRise<LanesN<T>, T>(k, x, n);

    [MethodImpl(Inline)]
    public static LanesN<T> LogBeta(LanesN<T> a, LanesN<T> b)
        => LaneFunctions.Of<SingleGammaRise.LogBeta, GammaFunctions.LogBeta, LanesN<T>, T>(a, b);

    [MethodImpl(Inline)]
    public static LanesN<T> LogRisingFactorial(LanesN<T> x, LanesN<T> n)
        => LaneFunctions.Of<SingleGammaRise.LogGamma, GammaFunctions.LogRisingFactorial, LanesN<T>, T>(x, n);

    // A float becomes a double and is rounded once at the end.
    [MethodImpl(Inline)]
    public static LanesN<T> InDouble<TFunction>(LanesN<T> x) where TFunction : struct, IDoubleFunction
        => typeof(T) == typeof(double)
            ? new(TFunction.Of(new LanesN<double>(x.value.As<T, double>())).value.As<double, T>())
            : new(Vector.Narrow(
                TFunction.Of(new LanesN<double>(Vector.WidenLower(x.value.As<T, float>()))).value,
                TFunction.Of(new LanesN<double>(Vector.WidenUpper(x.value.As<T, float>()))).value).As<float, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> InDouble<TFunction>(LanesN<T> x, LanesN<T> y)
        where TFunction : struct, IDoubleFunction2
        => typeof(T) == typeof(double)
            ? new(TFunction.Of(new LanesN<double>(x.value.As<T, double>()),
                new LanesN<double>(y.value.As<T, double>())).value.As<double, T>())
            : new(Vector.Narrow(
                TFunction.Of(new LanesN<double>(Vector.WidenLower(x.value.As<T, float>())),
                    new LanesN<double>(Vector.WidenLower(y.value.As<T, float>()))).value,
                TFunction.Of(new LanesN<double>(Vector.WidenUpper(x.value.As<T, float>())),
                    new LanesN<double>(Vector.WidenUpper(y.value.As<T, float>()))).value).As<float, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> WhereLess(LanesN<T> a, LanesN<T> b, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(Vector.LessThan(a.value, b.value), then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> WhereEqual(LanesN<T> a, LanesN<T> b, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(Vector.Equals(a.value, b.value), then.value, otherwise.value));

    // Memory.

    [MethodImpl(Inline)]
    public static LanesN<T> Load(ReadOnlySpan<T> source, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= source.Length);
        return Load(in MemoryMarshal.GetReference(source), at);
    }

    [MethodImpl(Inline)]
    public static void Store(LanesN<T> value, Span<T> destination, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= destination.Length);
        Store(value, ref MemoryMarshal.GetReference(destination), at);
    }

    [MethodImpl(Inline)]
    public static LanesN<T> Load(ref readonly T origin, nint at) => new(Vector.LoadUnsafe(in origin, (nuint)at));

    [MethodImpl(Inline)]
    public static void Store(LanesN<T> value, ref T origin, nint at)
        => value.value.StoreUnsafe(ref origin, (nuint)at);

    [MethodImpl(Inline)]
    public static LanesN<T> FirstLanes(int count)
        => Less(new(Vector<T>.Indices), Broadcast(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static unsafe LanesN<T> Load(ref readonly T origin, nint at, LanesN<T> mask)
    {
        if (!HasMasks)
        {
            return MaskedMemory.Load<LanesN<T>, T>(in origin, at, mask);
        }

        fixed (T* from = &Refs.AddReadOnly(in origin, at))
        {
            return typeof(T) == typeof(float)
                ? new(Avx.MaskLoad((float*)from, mask.value.AsVector256().As<T, float>()).As<float, T>().AsVector())
                : new(Avx.MaskLoad((double*)from, mask.value.AsVector256().As<T, double>()).As<double, T>().AsVector());
        }
    }

    [MethodImpl(Inline)]
    public static unsafe void Store(LanesN<T> value, ref T origin, nint at, LanesN<T> mask)
    {
        if (!HasMasks)
        {
            MaskedMemory.Store<LanesN<T>, T>(value, ref origin, at, mask);
            return;
        }

        fixed (T* to = &Refs.Add(ref origin, at))
        {
            if (typeof(T) == typeof(float))
            {
                Avx.MaskStore(
                    (float*)to, mask.value.AsVector256().As<T, float>(), value.value.AsVector256().As<T, float>());
            }
            else
            {
                Avx.MaskStore(
                    (double*)to, mask.value.AsVector256().As<T, double>(), value.value.AsVector256().As<T, double>());
            }
        }
    }

    [MethodImpl(Inline)]
    public static LanesN<T> LookUp(ref readonly T table, int column, LanesN<T> places)
        => LookUps.Has && typeof(T) == typeof(float)
        ? new(LookUps.Of(in Refs.As<T, float>(in Refs.AddReadOnly(in table, column * LookUps.Column)),
            places.value.As<T, int>()).As<float, T>())
        : MaskedMemory.LookUp<LanesN<T>, T>(in table, column, places);

    // Bits.

    [MethodImpl(Inline)]
    public static LanesN<T> Less(LanesN<T> a, LanesN<T> b) => new(Vector.LessThan(a.value, b.value));

    [MethodImpl(Inline)]
    public static bool AllLess(LanesN<T> a, LanesN<T> b) => Vector.LessThanAll(a.value, b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Equal(LanesN<T> a, LanesN<T> b) => new(Vector.Equals(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Select(LanesN<T> mask, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(mask.value, then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> OfBits(long pattern) => typeof(T) == typeof(float)
        ? new(Vector.Create((int)pattern).As<int, T>())
        : new(Vector.Create(pattern).As<long, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> And(LanesN<T> a, LanesN<T> b) => new(a.value & b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Or(LanesN<T> a, LanesN<T> b) => new(a.value | b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Xor(LanesN<T> a, LanesN<T> b) => new(a.value ^ b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> AddBits(LanesN<T> a, LanesN<T> b) => typeof(T) == typeof(float)
        ? new((a.value.As<T, int>() + b.value.As<T, int>()).As<int, T>())
        : new((a.value.As<T, long>() + b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> SubtractBits(LanesN<T> a, LanesN<T> b) => typeof(T) == typeof(float)
        ? new((a.value.As<T, int>() - b.value.As<T, int>()).As<int, T>())
        : new((a.value.As<T, long>() - b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> MaxBits(LanesN<T> a, LanesN<T> b) => typeof(T) == typeof(float)
        ? new(Vector.Max(a.value.As<T, int>(), b.value.As<T, int>()).As<int, T>())
        : new(Vector.Max(a.value.As<T, long>(), b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftLeft(LanesN<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.value.As<T, int>() << bits).As<int, T>())
        : new((x.value.As<T, long>() << bits).As<long, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftRight(LanesN<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.value.As<T, int>() >>> bits).As<int, T>())
        : new((x.value.As<T, long>() >>> bits).As<long, T>());

    // Scaling.

    [MethodImpl(Inline)]
    public static LanesN<T> ExpOfNonPositive(LanesN<T> x) => typeof(T) == typeof(float)
        && X86Base.IsSupported && !Fma.IsSupported
        ? new(SoftwareExp.Of(x.value.As<T, float>()).As<float, T>())
        : Exponentials<LanesN<T>, T>.ExpNonPositiveByProduct(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Scale(LanesN<T> x, LanesN<T> n) => ExpReduction<LanesN<T>, T>.ScaleTwice(x, n);

    [MethodImpl(Inline)]
    public static LanesN<T> ScaleOrZero(LanesN<T> x, LanesN<T> n, LanesN<T> a, LanesN<T> limit)
        => WhereLess(a, limit, Of(0), ExpReduction<LanesN<T>, T>.ScaleTwice(x, n));

    [MethodImpl(Inline)]
    public static LanesN<T> MultiplyOrZero(LanesN<T> x, LanesN<T> y, LanesN<T> limit, LanesN<T> zero)
        => WhereLess(x, limit, Of(0), x) * y;

    [MethodImpl(Inline)]
    public static void SplitExponent(LanesN<T> x, out LanesN<T> k, out LanesN<T> m)
        => Logarithms<LanesN<T>, T>.SplitExponentByBits(x, out k, out m);

    [MethodImpl(Inline)]
    public static LanesN<T> FixLogEnds(LanesN<T> x, LanesN<T> result)
        => Logarithms<LanesN<T>, T>.FixLogEndsBySelection(x, result);

    // Across the lanes.

    [MethodImpl(Inline)]
    public static T SumAcross(LanesN<T> x) => Across.Sum(x.value);

    [MethodImpl(Inline)]
    public static T MaxAcross(LanesN<T> x) => Across.Max(x.value);

    // Whether the masked loads and stores of AVX fit this register.
    private static unsafe bool HasMasks { [MethodImpl(Inline)] get => Avx.IsSupported && Count * sizeof(T) == 32; }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>512 bits of numbers: AVX-512. On a machine without it the same bits are computed, slowly.</summary>
/// <remarks>
/// Over 200 lines: one short member for each operation of <see cref="ILanes{V, T}"/>, in the order of that interface.
/// </remarks>
[DebuggerDisplay("{value}")]
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<T> value = value;

    // Each operation asks for the type itself, and not through a property: only then does the JIT drop the other branch
    // before it counts what it may still inline. With a property, long formulas exhausted that budget and called
    // operators one by one.

    public static int Count { [MethodImpl(Inline)] get => Vector512<T>.Count; }

    public static bool ManyRegisters { [MethodImpl(Inline)] get => true; }

    // Arithmetic.

    [MethodImpl(Inline)]
    public static Lanes512<T> Of(double constant) => typeof(T) == typeof(float)
        ? new(Vector512.Create((float)constant).As<float, T>())
        : new(Vector512.Create(constant).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a.value + b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a.value - b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a.value * b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a.value / b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> x) => Xor(x, Broadcast(T.NegativeZero));

    [MethodImpl(Inline)]
    public static Lanes512<T> Abs(Lanes512<T> x) => new(Vector512.AndNot(x.value, Vector512.Create(T.NegativeZero)));

    // A selection contains its comparison in one expression. The JIT then blends; otherwise it has to take a mask bit
    // by bit.
    [MethodImpl(Inline)]
    public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.ConditionalSelect(
        Vector512.Equals(a.value, a.value),
        Vector512.ConditionalSelect(Vector512.LessThan(a.value, b.value), a.value, b.value), a.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.ConditionalSelect(
        Vector512.Equals(a.value, a.value),
        Vector512.ConditionalSelect(Vector512.LessThan(b.value, a.value), a.value, b.value), a.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> MaxNative(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MaxNative(a.value, b.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> MinNative(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MinNative(a.value, b.value));

    // When one operand is NaN, the instruction returns the second operand: x.
    [MethodImpl(Inline)]
    public static Lanes512<T> AtLeast(Lanes512<T> x, Lanes512<T> bound)
        => new(Vector512.MaxNative(bound.value, x.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> AtMost(Lanes512<T> x, Lanes512<T> bound)
        => new(Vector512.MinNative(bound.value, x.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> MulAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a.value.As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>())
            .As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a.value.As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> MulAdd(ref readonly T a, Lanes512<T> b, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(
            Vector512.Create(a).As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(
            Vector512.Create(a).As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> Exp(Lanes512<T> x) => LaneMath.Exp<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Expm1(Lanes512<T> x) => LaneMath.Expm1<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Log(Lanes512<T> x) => LaneMath.Log<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Log1p(Lanes512<T> x) => LaneMath.Log1p<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Tanh(Lanes512<T> x) => LaneMath.Tanh<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Sigmoid(Lanes512<T> x) => LaneMath.Sigmoid<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Softplus(Lanes512<T> x) => LaneMath.Softplus<Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Sin(Lanes512<T> x) => InDouble<Circular.Sine>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Cos(Lanes512<T> x) => InDouble<Circular.Cosine>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> SinOfHalfDifference(Lanes512<T> a, Lanes512<T> b)
        => InDouble<Circular.SineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static Lanes512<T> CosOfHalfDifference(Lanes512<T> a, Lanes512<T> b)
        => InDouble<Circular.CosineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static Lanes512<T> Atan(Lanes512<T> x) => InDouble<Arctangent>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Pow(Lanes512<T> x, Lanes512<T> y) => LaneFunctions.Pow<Lanes512<T>, T>(x, y);

    [MethodImpl(Inline)]
    public static Lanes512<T> Erf(Lanes512<T> x)
        => LaneFunctions.Of<SingleError.Erf, ErrorFunctions.Erf, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Erfc(Lanes512<T> x)
        => LaneFunctions.Of<SingleError.Erfc, ErrorFunctions.Erfc, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Erfcx(Lanes512<T> x)
        => LaneFunctions.Of<SingleError.Erfcx, ErrorFunctions.Erfcx, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> LogNormalCdf(Lanes512<T> x)
        => LaneFunctions.Of<SingleError.LogNormalCdf, ErrorFunctions.LogNormalCdf, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> LogGamma(Lanes512<T> x)
        => LaneFunctions.Of<SingleGamma.LogGamma, GammaFunctions.LogGamma, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Digamma(Lanes512<T> x)
        => LaneFunctions.Of<SingleGamma.Digamma, GammaFunctions.Digamma, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> BesselI0e(Lanes512<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI0, BesselFunctions.ScaledI0, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> BesselI1e(Lanes512<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI1, BesselFunctions.ScaledI1, Lanes512<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Polygamma(int n, Lanes512<T> x) => Lanewise.Polygamma<Lanes512<T>, T>(n, x);

    [MethodImpl(Inline)]
    public static Lanes512<T> PolygammaRise(int k, Lanes512<T> x, Lanes512<T> n)
        => LaneFunctions.PolygammaRise<Lanes512<T>, T>(k, x, n);

    [MethodImpl(Inline)]
    public static Lanes512<T> LogBeta(Lanes512<T> a, Lanes512<T> b)
        => LaneFunctions.Of<SingleGammaRise.LogBeta, GammaFunctions.LogBeta, Lanes512<T>, T>(a, b);

    [MethodImpl(Inline)]
    public static Lanes512<T> LogRisingFactorial(Lanes512<T> x, Lanes512<T> n)
        => LaneFunctions.Of<SingleGammaRise.LogGamma, GammaFunctions.LogRisingFactorial, Lanes512<T>, T>(x, n);

    // A float becomes a double and is rounded once at the end.
    [MethodImpl(Inline)]
    public static Lanes512<T> InDouble<TFunction>(Lanes512<T> x) where TFunction : struct, IDoubleFunction
        => typeof(T) == typeof(double)
            ? new(TFunction.Of(new Lanes512<double>(x.value.As<T, double>())).value.As<double, T>())
            : new(Vector512.Narrow(
                TFunction.Of(new Lanes512<double>(Vector512.WidenLower(x.value.As<T, float>()))).value,
                TFunction.Of(new Lanes512<double>(Vector512.WidenUpper(x.value.As<T, float>()))).value).As<float, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> InDouble<TFunction>(Lanes512<T> x, Lanes512<T> y)
        where TFunction : struct, IDoubleFunction2
        => typeof(T) == typeof(double)
            ? new(TFunction.Of(new Lanes512<double>(x.value.As<T, double>()),
                new Lanes512<double>(y.value.As<T, double>())).value.As<double, T>())
            : new(Vector512.Narrow(
                TFunction.Of(new Lanes512<double>(Vector512.WidenLower(x.value.As<T, float>())),
                    new Lanes512<double>(Vector512.WidenLower(y.value.As<T, float>()))).value,
                TFunction.Of(new Lanes512<double>(Vector512.WidenUpper(x.value.As<T, float>())),
                    new Lanes512<double>(Vector512.WidenUpper(y.value.As<T, float>()))).value).As<float, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> WhereLess(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise)
        => new(Vector512.ConditionalSelect(Vector512.LessThan(a.value, b.value), then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> WhereEqual(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise)
        => new(Vector512.ConditionalSelect(Vector512.Equals(a.value, b.value), then.value, otherwise.value));

    // Memory.

    [MethodImpl(Inline)]
    public static Lanes512<T> Load(ReadOnlySpan<T> source, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= source.Length);
        return Load(in MemoryMarshal.GetReference(source), at);
    }

    [MethodImpl(Inline)]
    public static void Store(Lanes512<T> value, Span<T> destination, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= destination.Length);
        Store(value, ref MemoryMarshal.GetReference(destination), at);
    }

    [MethodImpl(Inline)]
    public static Lanes512<T> Load(ref readonly T origin, nint at) => new(Vector512.LoadUnsafe(in origin, (nuint)at));

    [MethodImpl(Inline)]
    public static void Store(Lanes512<T> value, ref T origin, nint at)
        => value.value.StoreUnsafe(ref origin, (nuint)at);

    [MethodImpl(Inline)]
    public static Lanes512<T> FirstLanes(int count)
        => Less(new(Vector512<T>.Indices), Broadcast(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static unsafe Lanes512<T> Load(ref readonly T origin, nint at, Lanes512<T> mask)
    {
        if (!Avx512F.IsSupported)
        {
            return MaskedMemory.Load<Lanes512<T>, T>(in origin, at, mask);
        }

        fixed (T* from = &Refs.AddReadOnly(in origin, at))
        {
            return typeof(T) == typeof(float)
                ? new(Avx512F.MaskLoad((float*)from, mask.value.As<T, float>(), Vector512<float>.Zero).As<float, T>())
                : new(Avx512F.MaskLoad((double*)from, mask.value.As<T, double>(), Vector512<double>.Zero)
                    .As<double, T>());
        }
    }

    [MethodImpl(Inline)]
    public static unsafe void Store(Lanes512<T> value, ref T origin, nint at, Lanes512<T> mask)
    {
        if (!Avx512F.IsSupported)
        {
            MaskedMemory.Store<Lanes512<T>, T>(value, ref origin, at, mask);
            return;
        }

        fixed (T* to = &Refs.Add(ref origin, at))
        {
            if (typeof(T) == typeof(float))
            {
                Avx512F.MaskStore((float*)to, mask.value.As<T, float>(), value.value.As<T, float>());
            }
            else
            {
                Avx512F.MaskStore((double*)to, mask.value.As<T, double>(), value.value.As<T, double>());
            }
        }
    }

    [MethodImpl(Inline)]
    public static Lanes512<T> LookUp(ref readonly T table, int column, Lanes512<T> places)
        => Avx512F.IsSupported && typeof(T) == typeof(float)
        ? new(Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(in table, (nuint)(column * LookUps.Column)).As<T, float>(),
            places.value.As<T, int>()).As<float, T>())
        : MaskedMemory.LookUp<Lanes512<T>, T>(in table, column, places);

    // Bits.

    [MethodImpl(Inline)]
    public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThan(a.value, b.value));

    [MethodImpl(Inline)]
    public static bool AllLess(Lanes512<T> a, Lanes512<T> b) => Vector512.LessThanAll(a.value, b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> Equal(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Equals(a.value, b.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> then, Lanes512<T> otherwise)
        => new(Vector512.ConditionalSelect(mask.value, then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static Lanes512<T> OfBits(long pattern) => typeof(T) == typeof(float)
        ? new(Vector512.Create((int)pattern).As<int, T>())
        : new(Vector512.Create(pattern).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> And(Lanes512<T> a, Lanes512<T> b) => new(a.value & b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> Or(Lanes512<T> a, Lanes512<T> b) => new(a.value | b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> Xor(Lanes512<T> a, Lanes512<T> b) => new(a.value ^ b.value);

    [MethodImpl(Inline)]
    public static Lanes512<T> AddBits(Lanes512<T> a, Lanes512<T> b) => typeof(T) == typeof(float)
        ? new((a.value.As<T, int>() + b.value.As<T, int>()).As<int, T>())
        : new((a.value.As<T, long>() + b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> SubtractBits(Lanes512<T> a, Lanes512<T> b) => typeof(T) == typeof(float)
        ? new((a.value.As<T, int>() - b.value.As<T, int>()).As<int, T>())
        : new((a.value.As<T, long>() - b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> MaxBits(Lanes512<T> a, Lanes512<T> b) => typeof(T) == typeof(float)
        ? new(Vector512.Max(a.value.As<T, int>(), b.value.As<T, int>()).As<int, T>())
        : new(Vector512.Max(a.value.As<T, long>(), b.value.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> ShiftLeft(Lanes512<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.value.As<T, int>() << bits).As<int, T>())
        : new((x.value.As<T, long>() << bits).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> ShiftRight(Lanes512<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.value.As<T, int>() >>> bits).As<int, T>())
        : new((x.value.As<T, long>() >>> bits).As<long, T>());

    // Scaling.

    [MethodImpl(Inline)]
    public static Lanes512<T> ExpOfNonPositive(Lanes512<T> x) => Avx512F.IsSupported
        ? Exponentials<Lanes512<T>, T>.ExpNonPositiveByScale(x)
        : Exponentials<Lanes512<T>, T>.ExpNonPositiveByProduct(x);

    [MethodImpl(Inline)]
    public static Lanes512<T> Scale(Lanes512<T> x, Lanes512<T> n) => Avx512F.IsSupported
        ? new(Instructions512.Scale(x.value, n.value))
        : ExpReduction<Lanes512<T>, T>.ScaleTwice(x, n);

    [MethodImpl(Inline)]
    public static Lanes512<T> ScaleOrZero(Lanes512<T> x, Lanes512<T> n, Lanes512<T> a, Lanes512<T> limit)
        => Avx512F.IsSupported
        ? new(Instructions512.ScaleOrZero(x.value, n.value, a.value, limit.value))
        : WhereLess(a, limit, Of(0), ExpReduction<Lanes512<T>, T>.ScaleTwice(x, n));

    [MethodImpl(Inline)]
    public static Lanes512<T> MultiplyOrZero(Lanes512<T> x, Lanes512<T> y, Lanes512<T> limit, Lanes512<T> zero)
        => Avx512F.IsSupported
        ? new(Instructions512.MultiplyOrZero(x.value, y.value, limit.value, zero.value))
        : WhereLess(x, limit, Of(0), x) * y;

    [MethodImpl(Inline)]
    public static void SplitExponent(Lanes512<T> x, out Lanes512<T> k, out Lanes512<T> m)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<T> mantissa = Instructions512.Mantissa(x.value);
            k = new(Instructions512.Exponent(x.value) - Instructions512.Exponent(mantissa));
            m = new(mantissa);
        }
        else
        {
            Logarithms<Lanes512<T>, T>.SplitExponentByBits(x, out k, out m);
        }
    }

    [MethodImpl(Inline)]
    public static Lanes512<T> FixLogEnds(Lanes512<T> x, Lanes512<T> result) => Avx512F.IsSupported
        ? new(Instructions512.FixLogEnds(x.value, result.value))
        : Logarithms<Lanes512<T>, T>.FixLogEndsBySelection(x, result);

    // Across the lanes.

    [MethodImpl(Inline)]
    public static T SumAcross(Lanes512<T> x) => Across.Sum(x.value);

    [MethodImpl(Inline)]
    public static T MaxAcross(Lanes512<T> x) => Across.Max(x.value);
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// Two registers of 512 bits as one number. The steps of a long formula wait for one another, and the steps of the
/// second register run meanwhile. (Exponential, value and slope: 32 clocks for a register of 512 bits alone, 20 in a
/// pair.) Every operation is that of <see cref="Lanes512{T}"/>, done twice.
/// </summary>
/// <remarks>
/// Over 200 lines: one short member for each operation of <see cref="ILanes{V, T}"/>, in the order of that interface.
/// </remarks>
[DebuggerDisplay("{low} {high}")]
internal readonly struct Lanes1024<T>(Vector512<T> low, Vector512<T> high) : ILanes<Lanes1024<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // The fields are the registers themselves, not a pair of Lanes512. The JIT inlines only until a method has 512
    // locals, and a pair of Lanes512 took three times as many: the exponential alone then called its operators.
    private readonly Vector512<T> low = low;
    private readonly Vector512<T> high = high;

    public static int Count { [MethodImpl(Inline)] get => 2 * Vector512<T>.Count; }

    public static bool ManyRegisters { [MethodImpl(Inline)] get => true; }

    // Arithmetic.

    [MethodImpl(Inline)]
    public static Lanes1024<T> Of(double constant) => typeof(T) == typeof(float)
        ? Both(Vector512.Create((float)constant).As<float, T>())
        : Both(Vector512.Create(constant).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> Broadcast(T value) => Both(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static Lanes1024<T> operator +(Lanes1024<T> a, Lanes1024<T> b) => new(a.low + b.low, a.high + b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> operator -(Lanes1024<T> a, Lanes1024<T> b) => new(a.low - b.low, a.high - b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> operator *(Lanes1024<T> a, Lanes1024<T> b) => new(a.low * b.low, a.high * b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> operator /(Lanes1024<T> a, Lanes1024<T> b) => new(a.low / b.low, a.high / b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> operator -(Lanes1024<T> x) => Xor(x, Broadcast(T.NegativeZero));

    [MethodImpl(Inline)]
    public static Lanes1024<T> Abs(Lanes1024<T> x) => new(Vector512.AndNot(x.low, Vector512.Create(T.NegativeZero)),
            Vector512.AndNot(x.high, Vector512.Create(T.NegativeZero)));

    [MethodImpl(Inline)]
    public static Lanes1024<T> Min(Lanes1024<T> a, Lanes1024<T> b) => WhereEqual(a, a, WhereLess(a, b, a, b), a);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Max(Lanes1024<T> a, Lanes1024<T> b) => WhereEqual(a, a, WhereLess(b, a, a, b), a);

    [MethodImpl(Inline)]
    public static Lanes1024<T> MaxNative(Lanes1024<T> a, Lanes1024<T> b) => new(Vector512.MaxNative(a.low, b.low),
            Vector512.MaxNative(a.high, b.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> MinNative(Lanes1024<T> a, Lanes1024<T> b) => new(Vector512.MinNative(a.low, b.low),
            Vector512.MinNative(a.high, b.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> AtLeast(Lanes1024<T> x, Lanes1024<T> bound)
        => new(Vector512.MaxNative(bound.low, x.low), Vector512.MaxNative(bound.high, x.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> AtMost(Lanes1024<T> x, Lanes1024<T> bound)
        => new(Vector512.MinNative(bound.low, x.low), Vector512.MinNative(bound.high, x.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> MulAdd(Lanes1024<T> a, Lanes1024<T> b, Lanes1024<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a.low.As<T, float>(), b.low.As<T, float>(), c.low.As<T, float>())
            .As<float, T>(),
            Vector512.FusedMultiplyAdd(a.high.As<T, float>(), b.high.As<T, float>(), c.high.As<T, float>())
            .As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a.low.As<T, double>(), b.low.As<T, double>(), c.low.As<T, double>())
            .As<double, T>(),
            Vector512.FusedMultiplyAdd(a.high.As<T, double>(), b.high.As<T, double>(), c.high.As<T, double>())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> MulAdd(ref readonly T a, Lanes1024<T> b, Lanes1024<T> c) => MulAdd(Broadcast(a), b, c);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Sqrt(Lanes1024<T> x) => new(Vector512.Sqrt(x.low), Vector512.Sqrt(x.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> Exp(Lanes1024<T> x) => LaneMath.Exp<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Expm1(Lanes1024<T> x) => LaneMath.Expm1<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Log(Lanes1024<T> x) => LaneMath.Log<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Log1p(Lanes1024<T> x) => LaneMath.Log1p<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Tanh(Lanes1024<T> x) => LaneMath.Tanh<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Sigmoid(Lanes1024<T> x) => LaneMath.Sigmoid<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Softplus(Lanes1024<T> x) => LaneMath.Softplus<Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Sin(Lanes1024<T> x) => InDouble<Circular.Sine>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Cos(Lanes1024<T> x) => InDouble<Circular.Cosine>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> SinOfHalfDifference(Lanes1024<T> a, Lanes1024<T> b)
        => InDouble<Circular.SineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static Lanes1024<T> CosOfHalfDifference(Lanes1024<T> a, Lanes1024<T> b)
        => InDouble<Circular.CosineOfHalfDifference>(a, b);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Atan(Lanes1024<T> x) => InDouble<Arctangent>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Pow(Lanes1024<T> x, Lanes1024<T> y) => LaneFunctions.Pow<Lanes1024<T>, T>(x, y);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Erf(Lanes1024<T> x)
        => LaneFunctions.Of<SingleError.Erf, ErrorFunctions.Erf, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Erfc(Lanes1024<T> x)
        => LaneFunctions.Of<SingleError.Erfc, ErrorFunctions.Erfc, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Erfcx(Lanes1024<T> x)
        => LaneFunctions.Of<SingleError.Erfcx, ErrorFunctions.Erfcx, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> LogNormalCdf(Lanes1024<T> x)
        => LaneFunctions.Of<SingleError.LogNormalCdf, ErrorFunctions.LogNormalCdf, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> LogGamma(Lanes1024<T> x)
        => LaneFunctions.Of<SingleGamma.LogGamma, GammaFunctions.LogGamma, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Digamma(Lanes1024<T> x)
        => LaneFunctions.Of<SingleGamma.Digamma, GammaFunctions.Digamma, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> BesselI0e(Lanes1024<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI0, BesselFunctions.ScaledI0, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> BesselI1e(Lanes1024<T> x)
        => LaneFunctions.Of<SingleBessel.ScaledI1, BesselFunctions.ScaledI1, Lanes1024<T>, T>(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Polygamma(int n, Lanes1024<T> x) => Lanewise.Polygamma<Lanes1024<T>, T>(n, x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> PolygammaRise(int k, Lanes1024<T> x, Lanes1024<T> n)
        => LaneFunctions.PolygammaRise<Lanes1024<T>, T>(k, x, n);

    [MethodImpl(Inline)]
    public static Lanes1024<T> LogBeta(Lanes1024<T> a, Lanes1024<T> b)
        => LaneFunctions.Of<SingleGammaRise.LogBeta, GammaFunctions.LogBeta, Lanes1024<T>, T>(a, b);

    [MethodImpl(Inline)]
    public static Lanes1024<T> LogRisingFactorial(Lanes1024<T> x, Lanes1024<T> n)
        => LaneFunctions.Of<SingleGammaRise.LogGamma, GammaFunctions.LogRisingFactorial, Lanes1024<T>, T>(x, n);

    // A pair of 512 bits becomes two pairs of doubles, each rounded to one register of floats.
    [MethodImpl(Inline)]
    public static Lanes1024<T> InDouble<TFunction>(Lanes1024<T> x) where TFunction : struct, IDoubleFunction
    {
        if (typeof(T) == typeof(double))
        {
            Lanes1024<double> of = TFunction.Of(new Lanes1024<double>(x.low.As<T, double>(), x.high.As<T, double>()));
            return new(of.low.As<double, T>(), of.high.As<double, T>());
        }

        Lanes1024<double> first = TFunction.Of(Widened(x.low)), second = TFunction.Of(Widened(x.high));
        return new(Vector512.Narrow(first.low, first.high).As<float, T>(),
            Vector512.Narrow(second.low, second.high).As<float, T>());
    }

    [MethodImpl(Inline)]
    public static Lanes1024<T> InDouble<TFunction>(Lanes1024<T> x, Lanes1024<T> y)
        where TFunction : struct, IDoubleFunction2
    {
        if (typeof(T) == typeof(double))
        {
            Lanes1024<double> of = TFunction.Of(new Lanes1024<double>(x.low.As<T, double>(), x.high.As<T, double>()),
                new Lanes1024<double>(y.low.As<T, double>(), y.high.As<T, double>()));
            return new(of.low.As<double, T>(), of.high.As<double, T>());
        }

        Lanes1024<double> first = TFunction.Of(Widened(x.low), Widened(y.low)),
            second = TFunction.Of(Widened(x.high), Widened(y.high));
        return new(Vector512.Narrow(first.low, first.high).As<float, T>(),
            Vector512.Narrow(second.low, second.high).As<float, T>());
    }

    [MethodImpl(Inline)]
    private static Lanes1024<double> Widened(Vector512<T> x)
        => new(Vector512.WidenLower(x.As<T, float>()), Vector512.WidenUpper(x.As<T, float>()));

    [MethodImpl(Inline)]
    public static Lanes1024<T> WhereLess(Lanes1024<T> a, Lanes1024<T> b, Lanes1024<T> then, Lanes1024<T> otherwise)
        => new(Vector512.ConditionalSelect(Vector512.LessThan(a.low, b.low), then.low, otherwise.low),
            Vector512.ConditionalSelect(Vector512.LessThan(a.high, b.high), then.high, otherwise.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> WhereEqual(Lanes1024<T> a, Lanes1024<T> b, Lanes1024<T> then, Lanes1024<T> otherwise)
        => new(Vector512.ConditionalSelect(Vector512.Equals(a.low, b.low), then.low, otherwise.low),
            Vector512.ConditionalSelect(Vector512.Equals(a.high, b.high), then.high, otherwise.high));

    // Memory.

    [MethodImpl(Inline)]
    public static Lanes1024<T> Load(ReadOnlySpan<T> source, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= source.Length);
        return Load(in MemoryMarshal.GetReference(source), at);
    }

    [MethodImpl(Inline)]
    public static void Store(Lanes1024<T> value, Span<T> destination, int at)
    {
        Debug.Assert(at >= 0 && at + Count <= destination.Length);
        Store(value, ref MemoryMarshal.GetReference(destination), at);
    }

    [MethodImpl(Inline)]
    public static Lanes1024<T> Load(ref readonly T origin, nint at)
        => new(Vector512.LoadUnsafe(in origin, (nuint)at),
            Vector512.LoadUnsafe(in origin, (nuint)(at + Vector512<T>.Count)));

    [MethodImpl(Inline)]
    public static void Store(Lanes1024<T> value, ref T origin, nint at)
    {
        value.low.StoreUnsafe(ref origin, (nuint)at);
        value.high.StoreUnsafe(ref origin, (nuint)(at + Vector512<T>.Count));
    }

    [MethodImpl(Inline)]
    public static Lanes1024<T> FirstLanes(int count)
    {
        Vector512<T> lane = Vector512<T>.Indices;
        return new(Vector512.LessThan(lane, Vector512.Create(T.CreateTruncating(count))),
            Vector512.LessThan(lane, Vector512.Create(T.CreateTruncating(count - Vector512<T>.Count))));
    }

    [MethodImpl(Inline)]
    public static Lanes1024<T> Load(ref readonly T origin, nint at, Lanes1024<T> mask)
        => MaskedMemory.LoadPair(in origin, at, mask.low, mask.high);

    [MethodImpl(Inline)]
    public static void Store(Lanes1024<T> value, ref T origin, nint at, Lanes1024<T> mask)
        => MaskedMemory.StorePair(value.low, value.high, ref origin, at, mask.low, mask.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> LookUp(ref readonly T table, int column, Lanes1024<T> places)
        => Avx512F.IsSupported && typeof(T) == typeof(float)
        ? new(Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(in table, (nuint)(column * LookUps.Column)).As<T, float>(),
            places.low.As<T, int>()).As<float, T>(),
            Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(in table, (nuint)(column * LookUps.Column)).As<T, float>(),
            places.high.As<T, int>()).As<float, T>())
        : MaskedMemory.LookUp<Lanes1024<T>, T>(in table, column, places);

    // Bits.

    [MethodImpl(Inline)]
    public static Lanes1024<T> Less(Lanes1024<T> a, Lanes1024<T> b) => new(Vector512.LessThan(a.low, b.low),
            Vector512.LessThan(a.high, b.high));

    [MethodImpl(Inline)]
    public static bool AllLess(Lanes1024<T> a, Lanes1024<T> b)
        => Vector512.LessThanAll(a.low, b.low) && Vector512.LessThanAll(a.high, b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Equal(Lanes1024<T> a, Lanes1024<T> b) => new(Vector512.Equals(a.low, b.low),
            Vector512.Equals(a.high, b.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> Select(Lanes1024<T> mask, Lanes1024<T> then, Lanes1024<T> otherwise)
        => new(Vector512.ConditionalSelect(mask.low, then.low, otherwise.low),
            Vector512.ConditionalSelect(mask.high, then.high, otherwise.high));

    [MethodImpl(Inline)]
    public static Lanes1024<T> OfBits(long pattern) => typeof(T) == typeof(float)
        ? Both(Vector512.Create((int)pattern).As<int, T>())
        : Both(Vector512.Create(pattern).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> And(Lanes1024<T> a, Lanes1024<T> b) => new(a.low & b.low, a.high & b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Or(Lanes1024<T> a, Lanes1024<T> b) => new(a.low | b.low, a.high | b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Xor(Lanes1024<T> a, Lanes1024<T> b) => new(a.low ^ b.low, a.high ^ b.high);

    [MethodImpl(Inline)]
    public static Lanes1024<T> AddBits(Lanes1024<T> a, Lanes1024<T> b) => typeof(T) == typeof(float)
        ? new((a.low.As<T, int>() + b.low.As<T, int>()).As<int, T>(),
            (a.high.As<T, int>() + b.high.As<T, int>()).As<int, T>())
        : new((a.low.As<T, long>() + b.low.As<T, long>()).As<long, T>(),
            (a.high.As<T, long>() + b.high.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> SubtractBits(Lanes1024<T> a, Lanes1024<T> b) => typeof(T) == typeof(float)
        ? new((a.low.As<T, int>() - b.low.As<T, int>()).As<int, T>(),
            (a.high.As<T, int>() - b.high.As<T, int>()).As<int, T>())
        : new((a.low.As<T, long>() - b.low.As<T, long>()).As<long, T>(),
            (a.high.As<T, long>() - b.high.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> MaxBits(Lanes1024<T> a, Lanes1024<T> b) => typeof(T) == typeof(float)
        ? new(Vector512.Max(a.low.As<T, int>(), b.low.As<T, int>()).As<int, T>(),
            Vector512.Max(a.high.As<T, int>(), b.high.As<T, int>()).As<int, T>())
        : new(Vector512.Max(a.low.As<T, long>(), b.low.As<T, long>()).As<long, T>(),
            Vector512.Max(a.high.As<T, long>(), b.high.As<T, long>()).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> ShiftLeft(Lanes1024<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.low.As<T, int>() << bits).As<int, T>(), (x.high.As<T, int>() << bits).As<int, T>())
        : new((x.low.As<T, long>() << bits).As<long, T>(), (x.high.As<T, long>() << bits).As<long, T>());

    [MethodImpl(Inline)]
    public static Lanes1024<T> ShiftRight(Lanes1024<T> x, int bits) => typeof(T) == typeof(float)
        ? new((x.low.As<T, int>() >>> bits).As<int, T>(), (x.high.As<T, int>() >>> bits).As<int, T>())
        : new((x.low.As<T, long>() >>> bits).As<long, T>(), (x.high.As<T, long>() >>> bits).As<long, T>());

    // Scaling.

    [MethodImpl(Inline)]
    public static Lanes1024<T> ExpOfNonPositive(Lanes1024<T> x) => Avx512F.IsSupported
        ? Exponentials<Lanes1024<T>, T>.ExpNonPositiveByScale(x)
        : Exponentials<Lanes1024<T>, T>.ExpNonPositiveByProduct(x);

    [MethodImpl(Inline)]
    public static Lanes1024<T> Scale(Lanes1024<T> x, Lanes1024<T> n) => Avx512F.IsSupported
        ? new(Instructions512.Scale(x.low, n.low), Instructions512.Scale(x.high, n.high))
        : ExpReduction<Lanes1024<T>, T>.ScaleTwice(x, n);

    [MethodImpl(Inline)]
    public static Lanes1024<T> ScaleOrZero(Lanes1024<T> x, Lanes1024<T> n, Lanes1024<T> a, Lanes1024<T> limit)
        => Avx512F.IsSupported
        ? new(Instructions512.ScaleOrZero(x.low, n.low, a.low, limit.low),
            Instructions512.ScaleOrZero(x.high, n.high, a.high, limit.high))
        : WhereLess(a, limit, Of(0), ExpReduction<Lanes1024<T>, T>.ScaleTwice(x, n));

    [MethodImpl(Inline)]
    public static Lanes1024<T> MultiplyOrZero(Lanes1024<T> x, Lanes1024<T> y, Lanes1024<T> limit, Lanes1024<T> zero)
        => Avx512F.IsSupported
        ? new(Instructions512.MultiplyOrZero(x.low, y.low, limit.low, zero.low),
            Instructions512.MultiplyOrZero(x.high, y.high, limit.high, zero.high))
        : WhereLess(x, limit, Of(0), x) * y;

    [MethodImpl(Inline)]
    public static void SplitExponent(Lanes1024<T> x, out Lanes1024<T> k, out Lanes1024<T> m)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<T> low = Instructions512.Mantissa(x.low), high = Instructions512.Mantissa(x.high);
            k = new(Instructions512.Exponent(x.low) - Instructions512.Exponent(low),
                Instructions512.Exponent(x.high) - Instructions512.Exponent(high));
            m = new(low, high);
        }
        else
        {
            Logarithms<Lanes1024<T>, T>.SplitExponentByBits(x, out k, out m);
        }
    }

    [MethodImpl(Inline)]
    public static Lanes1024<T> FixLogEnds(Lanes1024<T> x, Lanes1024<T> result) => Avx512F.IsSupported
        ? new(Instructions512.FixLogEnds(x.low, result.low), Instructions512.FixLogEnds(x.high, result.high))
        : Logarithms<Lanes1024<T>, T>.FixLogEndsBySelection(x, result);

    // Across the lanes.

    [MethodImpl(Inline)]
    public static T SumAcross(Lanes1024<T> x) => Across.Sum(x.low + x.high);

    [MethodImpl(Inline)]
    public static T MaxAcross(Lanes1024<T> x) => Across.Max(Vector512.MaxNative(x.low, x.high));

    [MethodImpl(Inline)]
    private static Lanes1024<T> Both(Vector512<T> value) => new(value, value);
}

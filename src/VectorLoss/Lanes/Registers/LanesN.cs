using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>As many numbers as <see cref="Vector{T}"/> holds on this machine: the portable register.</summary>
[DebuggerDisplay("{value}")]
internal readonly struct LanesN<T>(Vector<T> value) : ILanes<LanesN<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector<T> value = value;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // The type is asked for in each operation, not by a property: only so does the JIT drop the other branch before it
    // counts what it may still inline. Long formulas exhausted that budget otherwise, and called operators one by one.
    public static int Count { [MethodImpl(Inline)] get => Vector<T>.Count; }

    [MethodImpl(Inline)]
    public static LanesN<T> Of(double constant) => typeof(T) == typeof(float)
        ? new(Vector.Create((float)constant).As<float, T>())
        : new(Vector.Create(constant).As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> Broadcast(T value) => new(Vector.Create(value));

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
    public static void Store(LanesN<T> value, ref T origin, nint at) => value.value.StoreUnsafe(ref origin, (nuint)at);

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

    // A choice names its comparison in one expression: the JIT then blends, where it has to take a mask bit by bit.
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

    // The second operand is what results of a comparison with NaN.
    [MethodImpl(Inline)]
    public static LanesN<T> AtLeast(LanesN<T> x, LanesN<T> bound) => MaxNative(bound, x);

    [MethodImpl(Inline)]
    public static LanesN<T> AtMost(LanesN<T> x, LanesN<T> bound) => MinNative(bound, x);

    [MethodImpl(Inline)]
    public static LanesN<T> MulAdd(LanesN<T> a, LanesN<T> b, LanesN<T> c) => typeof(T) == typeof(float)
        ? new(Vector.FusedMultiplyAdd(a.value.As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>())
            .As<float, T>())
        : new(Vector.FusedMultiplyAdd(a.value.As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> MulAdd(ref readonly T a, LanesN<T> b, LanesN<T> c) => typeof(T) == typeof(float)
        ? new(Vector.FusedMultiplyAdd(Vector.Create(a).As<T, float>(), b.value.As<T, float>(), c.value.As<T, float>())
            .As<float, T>())
        : new(Vector.FusedMultiplyAdd(Vector.Create(a).As<T, double>(), b.value.As<T, double>(), c.value.As<T, double>())
            .As<double, T>());

    [MethodImpl(Inline)]
    public static LanesN<T> First(int count) => Less(new(Vector<T>.Indices), Broadcast(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static unsafe LanesN<T> Load(ref readonly T origin, nint at, LanesN<T> mask)
    {
        if (!Holds256)
        {
            return Masked.Load<LanesN<T>, T>(in origin, at, mask);
        }

        fixed (T* from = &Refs.From(in origin, at))
        {
            return typeof(T) == typeof(float)
                ? new(Avx.MaskLoad((float*)from, mask.value.AsVector256().As<T, float>()).As<float, T>().AsVector())
                : new(Avx.MaskLoad((double*)from, mask.value.AsVector256().As<T, double>()).As<double, T>().AsVector());
        }
    }

    [MethodImpl(Inline)]
    public static unsafe void Store(LanesN<T> value, ref T origin, nint at, LanesN<T> mask)
    {
        if (!Holds256)
        {
            Masked.Store<LanesN<T>, T>(value, ref origin, at, mask);
            return;
        }

        fixed (T* to = &Refs.On(ref origin, at))
        {
            if (typeof(T) == typeof(float))
            {
                Avx.MaskStore((float*)to, mask.value.AsVector256().As<T, float>(), value.value.AsVector256().As<T, float>());
            }
            else
            {
                Avx.MaskStore((double*)to, mask.value.AsVector256().As<T, double>(), value.value.AsVector256().As<T, double>());
            }
        }
    }

    [MethodImpl(Inline)]
    public static LanesN<T> Sqrt(LanesN<T> x) => new(Vector.SquareRoot(x.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Exp(LanesN<T> x) => LaneMath.Exp<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Expm1(LanesN<T> x) => LaneMath.Expm1<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Log(LanesN<T> x) => LaneMath.Log<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Log1p(LanesN<T> x) => LaneMath.Log1p<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Tanh(LanesN<T> x) => LaneMath.Tanh<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Sigmoid(LanesN<T> x) => LaneMath.Sigmoid<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Softplus(LanesN<T> x) => LaneMath.Softplus<LanesN<T>, T>(x);

    [MethodImpl(Inline)]
    public static LanesN<T> WhereLess(LanesN<T> a, LanesN<T> b, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(Vector.LessThan(a.value, b.value), then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> WhereEqual(LanesN<T> a, LanesN<T> b, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(Vector.Equals(a.value, b.value), then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Less(LanesN<T> a, LanesN<T> b) => new(Vector.LessThan(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Equal(LanesN<T> a, LanesN<T> b) => new(Vector.Equals(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Select(LanesN<T> mask, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(mask.value, then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> OfBits(long pattern)
        => typeof(T) == typeof(float) ? new(From(Vector.Create((int)pattern))) : new(From(Vector.Create(pattern)));

    [MethodImpl(Inline)]
    public static LanesN<T> And(LanesN<T> a, LanesN<T> b) => new(a.value & b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Or(LanesN<T> a, LanesN<T> b) => new(a.value | b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Xor(LanesN<T> a, LanesN<T> b) => new(a.value ^ b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> AddBits(LanesN<T> a, LanesN<T> b)
        => typeof(T) == typeof(float) ? new(From(Int32(a) + Int32(b))) : new(From(Int64(a) + Int64(b)));

    [MethodImpl(Inline)]
    public static LanesN<T> SubtractBits(LanesN<T> a, LanesN<T> b)
        => typeof(T) == typeof(float) ? new(From(Int32(a) - Int32(b))) : new(From(Int64(a) - Int64(b)));

    [MethodImpl(Inline)]
    public static LanesN<T> MaxBits(LanesN<T> a, LanesN<T> b) => typeof(T) == typeof(float)
        ? new(From(Vector.Max(Int32(a), Int32(b))))
        : new(From(Vector.Max(Int64(a), Int64(b))));

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftLeft(LanesN<T> x, int bits)
        => typeof(T) == typeof(float) ? new(From(Int32(x) << bits)) : new(From(Int64(x) << bits));

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftRight(LanesN<T> x, int bits)
        => typeof(T) == typeof(float) ? new(From(Int32(x) >>> bits)) : new(From(Int64(x) >>> bits));

    public static bool ManyRegisters { [MethodImpl(Inline)] get => false; }

    [MethodImpl(Inline)]
    public static LanesN<T> ExpOfNonPositive(LanesN<T> x) => Exponentials<LanesN<T>, T>.DecayByProduct(x);

    [MethodImpl(Inline)]
    public static LanesN<T> Scale(LanesN<T> x, LanesN<T> n) => Exponentials<LanesN<T>, T>.ScaleTwice(x, n);

    [MethodImpl(Inline)]
    public static T SumAcross(LanesN<T> x) => Across.Sum(x.value);

    [MethodImpl(Inline)]
    public static T MaxAcross(LanesN<T> x) => Across.Max(x.value);

    [MethodImpl(Inline)]
    public static void Part(LanesN<T> x, out LanesN<T> k, out LanesN<T> m) => Logarithms<LanesN<T>, T>.PartBits(x, out k, out m);

    [MethodImpl(Inline)]
    public static LanesN<T> Ends(LanesN<T> x, LanesN<T> result) => Logarithms<LanesN<T>, T>.ChooseEnds(x, result);

    [MethodImpl(Inline)]
    private static Vector<int> Int32(LanesN<T> x) => x.value.As<T, int>();

    [MethodImpl(Inline)]
    private static Vector<long> Int64(LanesN<T> x) => x.value.As<T, long>();

    [MethodImpl(Inline)]
    private static Vector<T> From<TFrom>(Vector<TFrom> bits) => bits.As<TFrom, T>();

    // A register that the masks of AVX serve.
    private static unsafe bool Holds256 { [MethodImpl(Inline)] get => Avx.IsSupported && Count * sizeof(T) == 32; }
}

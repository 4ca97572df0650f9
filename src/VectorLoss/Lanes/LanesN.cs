using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>As many numbers as <see cref="Vector{T}"/> holds on this machine: the portable register.</summary>
[DebuggerDisplay("{value}")]
internal readonly struct LanesN<T>(Vector<T> value) : ILanes<LanesN<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector<T> value = value;

    private static bool IsFloat { [MethodImpl(Inline)] get => typeof(T) == typeof(float); }

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count { [MethodImpl(Inline)] get => Vector<T>.Count; }

    [MethodImpl(Inline)]
    public static LanesN<T> Of(double constant) => Broadcast(T.CreateTruncating(constant));

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

    [MethodImpl(Inline)]
    public static LanesN<T> Min(LanesN<T> a, LanesN<T> b) => Select(Equal(a, a), Select(Less(a, b), a, b), a);

    [MethodImpl(Inline)]
    public static LanesN<T> Max(LanesN<T> a, LanesN<T> b) => Select(Equal(a, a), Select(Less(b, a), a, b), a);

    [MethodImpl(Inline)]
    public static LanesN<T> MaxNative(LanesN<T> a, LanesN<T> b) => new(Vector.MaxNative(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> MinNative(LanesN<T> a, LanesN<T> b) => new(Vector.MinNative(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> MulAdd(LanesN<T> a, LanesN<T> b, LanesN<T> c) => IsFloat
        ? new(From(Vector.FusedMultiplyAdd(Single(a), Single(b), Single(c))))
        : new(From(Vector.FusedMultiplyAdd(Double(a), Double(b), Double(c))));

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
        => Select(Less(a, b), then, otherwise);

    [MethodImpl(Inline)]
    public static LanesN<T> WhereEqual(LanesN<T> a, LanesN<T> b, LanesN<T> then, LanesN<T> otherwise)
        => Select(Equal(a, b), then, otherwise);

    [MethodImpl(Inline)]
    public static LanesN<T> Less(LanesN<T> a, LanesN<T> b) => new(Vector.LessThan(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Equal(LanesN<T> a, LanesN<T> b) => new(Vector.Equals(a.value, b.value));

    [MethodImpl(Inline)]
    public static LanesN<T> Select(LanesN<T> mask, LanesN<T> then, LanesN<T> otherwise)
        => new(Vector.ConditionalSelect(mask.value, then.value, otherwise.value));

    [MethodImpl(Inline)]
    public static LanesN<T> OfBits(long pattern)
        => IsFloat ? new(From(Vector.Create((int)pattern))) : new(From(Vector.Create(pattern)));

    [MethodImpl(Inline)]
    public static LanesN<T> And(LanesN<T> a, LanesN<T> b) => new(a.value & b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Or(LanesN<T> a, LanesN<T> b) => new(a.value | b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> Xor(LanesN<T> a, LanesN<T> b) => new(a.value ^ b.value);

    [MethodImpl(Inline)]
    public static LanesN<T> AddBits(LanesN<T> a, LanesN<T> b)
        => IsFloat ? new(From(Int32(a) + Int32(b))) : new(From(Int64(a) + Int64(b)));

    [MethodImpl(Inline)]
    public static LanesN<T> SubtractBits(LanesN<T> a, LanesN<T> b)
        => IsFloat ? new(From(Int32(a) - Int32(b))) : new(From(Int64(a) - Int64(b)));

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftLeft(LanesN<T> x, int bits)
        => IsFloat ? new(From(Int32(x) << bits)) : new(From(Int64(x) << bits));

    [MethodImpl(Inline)]
    public static LanesN<T> ShiftRight(LanesN<T> x, int bits)
        => IsFloat ? new(From(Int32(x) >>> bits)) : new(From(Int64(x) >>> bits));

    [MethodImpl(Inline)]
    private static Vector<float> Single(LanesN<T> x) => x.value.As<T, float>();

    [MethodImpl(Inline)]
    private static Vector<double> Double(LanesN<T> x) => x.value.As<T, double>();

    [MethodImpl(Inline)]
    private static Vector<int> Int32(LanesN<T> x) => x.value.As<T, int>();

    [MethodImpl(Inline)]
    private static Vector<long> Int64(LanesN<T> x) => x.value.As<T, long>();

    [MethodImpl(Inline)]
    private static Vector<T> From<TFrom>(Vector<TFrom> bits) => bits.As<TFrom, T>();
}

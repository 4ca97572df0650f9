using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// Folds all lanes of a register into one number, in halves: lane i with lane i + h for h = …, 4, 2, 1. Through memory
/// the same takes four times as long, because each half waits until the half before it is stored.
/// </summary>
internal static class Across
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static T Sum<T>(Vector<T> x) => Vector<byte>.Count switch
    {
        64 => Sum(x.AsVector512()),
        32 => Sum(x.AsVector256()),
        _ => Sum(x.AsVector128()),
    };

    [MethodImpl(Inline)]
    public static T Max<T>(Vector<T> x) => Vector<byte>.Count switch
    {
        64 => Max(x.AsVector512()),
        32 => Max(x.AsVector256()),
        _ => Max(x.AsVector128()),
    };

    [MethodImpl(Inline)]
    public static T Sum<T>(Vector512<T> x) => Sum(x.GetLower() + x.GetUpper());

    [MethodImpl(Inline)]
    public static T Sum<T>(Vector256<T> x) => Sum(x.GetLower() + x.GetUpper());

    [MethodImpl(Inline)]
    public static T Sum<T>(Vector128<T> x)
    {
        Vector128<T> half = x + UpperHalf(x);
        return typeof(T) == typeof(float) ? (half + SwapNeighbours(half)).ToScalar() : half.ToScalar();
    }

    [MethodImpl(Inline)]
    public static T Max<T>(Vector512<T> x) => Max(Vector256.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(Inline)]
    public static T Max<T>(Vector256<T> x) => Max(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(Inline)]
    public static T Max<T>(Vector128<T> x)
    {
        Vector128<T> half = Vector128.MaxNative(x, UpperHalf(x));
        return typeof(T) == typeof(float)
            ? Vector128.MaxNative(half, SwapNeighbours(half)).ToScalar() : half.ToScalar();
    }

    [MethodImpl(Inline)]
    private static Vector128<T> UpperHalf<T>(Vector128<T> x)
        => Vector128.Shuffle(x.AsInt64(), Vector128.Create(1L, 0)).As<long, T>();

    [MethodImpl(Inline)]
    private static Vector128<T> SwapNeighbours<T>(Vector128<T> x)
        => Vector128.Shuffle(x.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>();
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// a·b + c of floats, rounded once, on x86 processors and builds without fused multiply-add: in double, four lanes at a
/// time. The class library calls the C library for each lane, which takes 3.5 times as long where that one uses the
/// instruction, and more where the processor has none. WebAssembly stays with that call: its runtime interprets, and a
/// call costs one step where this costs thirty (exp of 2,048 numbers in Node 0.3 ms, by this 4.4 ms).
/// </summary>
/// <remarks>
/// The product of two floats is exact in double: 48 bits, from 2^−298 to 2^256. So s = a·b + c in double has one
/// rounding, and rounding s to float gives the right float unless s is itself a tie of two floats that the exact sum is
/// not. A tie of normal floats has the bits 1000… below those of a float. Such lanes, and those whose result is
/// subnormal or next to it, take <see cref="Exact"/>, which rounds to odd: no tie remains then (S. Boldo, G. Melquiond,
/// "Emulation of FMA and correctly rounded sums", IEEE Transactions on Computers 57, 2008).
/// </remarks>
internal static class SoftwareMulAdd
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Twice the least normal float: from there up, a tie is the first bit below the float, then zeros.
    private const float SafeFrom = 2.3509887e-38f;

    /// <summary>Whether it is needed and works; the compiler folds it.</summary>
    public static bool IsUsed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => X86Base.IsSupported && !Fma.IsSupported && Vector<float>.Count == Vector128<float>.Count;
    }

    /// <summary>a·b + c of floats or doubles, rounded once.</summary>
    // Registers call this one method, because every line of theirs counts in what the compiler inlines into a formula.
    [MethodImpl(Inline)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b, Vector<T> c) => typeof(T) == typeof(float)
        ? Of(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : SoftwareDoubleMulAdd.Of(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(Inline)]
    public static Vector<float> Of(Vector<float> a, Vector<float> b, Vector<float> c)
        => Of(a.AsVector128(), b.AsVector128(), c.AsVector128()).AsVector();

    /// <summary>The same in the type of four lanes.</summary>
    [MethodImpl(Inline)]
    public static Vector128<float> Of(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        Vector128<double> x = a.AsDouble(), y = b.AsDouble(), z = c.AsDouble();
        return Of(x.ToScalar(), x.GetElement(1), y.ToScalar(), y.GetElement(1), z.ToScalar(), z.GetElement(1))
            .Numbers.AsSingle();
    }

    // It is not inlined: formulas of many multiply-adds would grow too long. Each double is a pair of floats: a call
    // passes doubles in registers, but vectors over the stack, which took a third longer.
    [MethodImpl(Compiled.AtOnce)]
    private static TwoDoubles Of(double aFirst, double aLast, double bFirst, double bLast, double cFirst, double cLast)
    {
        Vector128<double> first = (Widen(aFirst) * Widen(bFirst)) + Widen(cFirst),
            last = (Widen(aLast) * Widen(bLast)) + Widen(cLast);
        Vector128<float> result = Vector128.Narrow(first, last);
        Vector128<int> bits = HeldMargin.LowHalves(first.AsInt64(), last.AsInt64()).AsInt32();
        Vector128<int> isTie = Vector128.Equals(bits << (32 - HeldMargin.Dropped), Vector128.Create(int.MinValue));
        Vector128<int> isSmall = Vector128.LessThan(Vector128.Abs(result), Vector128.Create(SafeFrom)).AsInt32();
        return (isTie | isSmall) == Vector128<int>.Zero
            ? Pairs(result) : OfRare(aFirst, aLast, bFirst, bLast, cFirst, cLast);
    }

    // Of the same arguments, so that the call above moves none of them.
    [MethodImpl(Compiled.AtOnce)]
    private static TwoDoubles OfRare(
        double aFirst, double aLast, double bFirst, double bLast, double cFirst, double cLast)
        => Pairs(Vector128.Narrow(Exact(Widen(aFirst) * Widen(bFirst), Widen(cFirst)),
            Exact(Widen(aLast) * Widen(bLast), Widen(cLast))));

    [MethodImpl(Inline)]
    private static TwoDoubles Pairs(Vector128<float> floats)
        => new(floats.AsDouble().ToScalar(), floats.AsDouble().GetElement(1));

    [MethodImpl(Inline)]
    private static Vector128<double> Widen(double pair)
        => Vector128.WidenLower(Vector128.CreateScalarUnsafe(pair).AsSingle());

    /// <summary>
    /// p + c, rounded to odd: where the sum in double is inexact and even, its neighbour on the side of the exact sum.
    /// The error of the sum is exact (D. Knuth, The Art of Computer Programming, volume 2, 4.2.2, theorem B). Of
    /// infinities and NaN it is NaN, which is neither above nor below 0.
    /// </summary>
    [MethodImpl(Inline)]
    private static Vector128<double> Exact(Vector128<double> p, Vector128<double> c)
    {
        Vector128<double> sum = p + c, part = sum - p, error = p - (sum - part) + (c - part);
        Vector128<long> bits = sum.AsInt64(), one = Vector128<long>.One;
        Vector128<long> isInexact = (Vector128.LessThan(error, Vector128<double>.Zero)
            | Vector128.GreaterThan(error, Vector128<double>.Zero)).AsInt64();
        Vector128<long> isEven = (bits & one) - one;
        // 1 away from zero where the error has the sign of the sum, else −1.
        Vector128<long> step = one - ((bits ^ error.AsInt64()) >>> 63 << 1);
        return (bits + (step & isInexact & isEven)).AsDouble();
    }
}

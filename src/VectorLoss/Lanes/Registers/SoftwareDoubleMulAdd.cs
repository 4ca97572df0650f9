using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// a·b + c of doubles, rounded once, where <see cref="SoftwareMulAdd.IsUsed"/>: by the C library where the processor
/// has the instruction that this build may not use, else by error-free transformations. Without the instruction that
/// library takes 270 ns for each number on Linux, because it changes the floating-point state, and with it 4; the
/// transformations take 5.
/// </summary>
/// <remarks>
/// The product is p + e (T. J. Dekker 1971, doi:10.1007/BF01397083) and p + c is s + t (D. Knuth, The Art of Computer
/// Programming, volume 2, 4.2.2, theorem B), both exactly. t + e is rounded to v; where s + v·(1 ± 2⁻⁵²) round to the
/// same number, so does s + t + e, which lies between them. Other lanes are looked at again: a factor of 0 leaves the
/// sum s, and a t or e of 0 makes v exact. What is left, ties and numbers near the ends of the range, the class library
/// computes.
/// </remarks>
internal static class SoftwareDoubleMulAdd
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // 2²⁷ + 1 times a number less its neighbour leaves the upper half of its bits.
    private const double Splitter = 134217729;

    // 2⁻⁹⁶⁰ and 2⁹⁹⁰: between them nothing underflows or overflows on the way.
    private const double Least = 1.0261342003245941e-289, Most = 1.0463951242053392e298;

    private const double Above = 1 + 2.220446049250313e-16, Below = 1 - 2.220446049250313e-16;

    // A processor with AVX2 has it: no other is known.
    private static readonly bool IsLibraryFast = Processor.Bits >= 256;

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(Inline)]
    public static Vector<double> Of(Vector<double> a, Vector<double> b, Vector<double> c)
        => Of(a.AsVector128(), b.AsVector128(), c.AsVector128()).AsVector();

    /// <summary>The same in the type of two lanes.</summary>
    [MethodImpl(Inline)]
    public static Vector128<double> Of(Vector128<double> a, Vector128<double> b, Vector128<double> c)
        => Of(a.ToScalar(), a.GetElement(1), b.ToScalar(), b.GetElement(1), c.ToScalar(), c.GetElement(1)).Numbers;

    // Not inlined and of single numbers for the reasons of the method of floats.
    [MethodImpl(Compiled.AtOnce)]
    private static TwoDoubles Of(double aFirst, double aLast, double bFirst, double bLast, double cFirst, double cLast)
        => IsLibraryFast
            ? new(Math.FusedMultiplyAdd(aFirst, bFirst, cFirst), Math.FusedMultiplyAdd(aLast, bLast, cLast))
            : Transformed(aFirst, aLast, bFirst, bLast, cFirst, cLast);

    /// <summary>The same without the library, but for rare numbers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static TwoDoubles Transformed(
        double aFirst, double aLast, double bFirst, double bLast, double cFirst, double cLast)
    {
        Vector128<double> a = Vector128.Create(aFirst, aLast), b = Vector128.Create(bFirst, bLast),
            c = Vector128.Create(cFirst, cLast);
        Vector128<double> p = a * b, s = p + c, v = SumError(p, c, s) + ProductError(a, b, p);
        Vector128<double> result = s + (v * Above);
        // Of two numbers the instruction of x86 takes the last where one is NaN: s is NaN if any of the others is.
        Vector128<double> size = Vector128.MaxNative(
            Vector128.MaxNative(Vector128.Abs(a), Vector128.Abs(b)),
            Vector128.MaxNative(Vector128.Abs(p), Vector128.Abs(s)));
        Vector128<double> isSure = Vector128.LessThanOrEqual(size, Vector128.Create(Most))
            & Vector128.GreaterThanOrEqual(Vector128.Abs(p), Vector128.Create(Least))
            & Vector128.Equals(result, s + (v * Below));
        return isSure.ExtractMostSignificantBits() == 0b11
            ? new(result.ToScalar(), result.GetElement(1)) : OfRare(aFirst, aLast, bFirst, bLast, cFirst, cLast);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static TwoDoubles OfRare(
        double aFirst, double aLast, double bFirst, double bLast, double cFirst, double cLast)
        => new(OfRare(aFirst, bFirst, cFirst), OfRare(aLast, bLast, cLast));

    private static double OfRare(double a, double b, double c)
    {
        // A product with 0 is exact, or NaN.
        if (a == 0 || b == 0)
            return (a * b) + c;
        Vector128<double> x = Vector128.Create(a), y = Vector128.Create(b), p = x * y, s = p + Vector128.Create(c);
        double e = ProductError(x, y, p).ToScalar(), t = SumError(p, Vector128.Create(c), s).ToScalar();
        bool isSafe = Math.Abs(a) <= Most && Math.Abs(b) <= Most && Math.Abs(s.ToScalar()) <= Most
            && Math.Abs(p.ToScalar()) is >= Least and <= Most;
        return isSafe && (t == 0 || e == 0) ? s.ToScalar() + (t + e) : Math.FusedMultiplyAdd(a, b, c);
    }

    /// <summary>a·b − p, exactly.</summary>
    [MethodImpl(Inline)]
    private static Vector128<double> ProductError(Vector128<double> a, Vector128<double> b, Vector128<double> p)
    {
        Vector128<double> aUpper = Upper(a), bUpper = Upper(b), aLower = a - aUpper, bLower = b - bUpper;
        return (aUpper * bUpper) - p + (aUpper * bLower) + (aLower * bUpper) + (aLower * bLower);
    }

    [MethodImpl(Inline)]
    private static Vector128<double> Upper(Vector128<double> x)
    {
        Vector128<double> far = x * Splitter;
        return far - (far - x);
    }

    /// <summary>a + b − sum, exactly.</summary>
    [MethodImpl(Inline)]
    private static Vector128<double> SumError(Vector128<double> a, Vector128<double> b, Vector128<double> sum)
    {
        Vector128<double> part = sum - a;
        return a - (sum - part) + (b - part);
    }
}

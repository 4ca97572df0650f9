using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// A number as the unevaluated sum of two doubles, of which the second is at most half a unit in the last place of the
/// first: about 106 bits. (T. J. Dekker 1971, doi:10.1007/BF01397083; M. Joldes, J.-M. Muller, V. Popescu 2017,
/// doi:10.1145/3121432.)
/// </summary>
/// <param name="high">The sum, rounded.</param>
/// <param name="low">What the rounding lost.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly struct DoubleDouble(double high, double low)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The sum, rounded to a double.</summary>
    public double High { [MethodImpl(Inline)] get; } = high;

    /// <summary>What the rounding of the sum lost.</summary>
    public double Low { [MethodImpl(Inline)] get; } = low;

    /// <summary>a + b without error.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return new(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>a + b without error, for |a| ≥ |b| or a = 0.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble SumOrdered(double a, double b)
    {
        double sum = a + b;
        return new(sum, b - (sum - a));
    }

    /// <summary>a · b without error, unless it over- or underflows.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>A double is a sum without a second part.</summary>
    public static implicit operator DoubleDouble(double number) => new(number, 0);

    /// <summary>−x.</summary>
    [MethodImpl(Inline)]
    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    /// <summary>a − b; relative error 3·2⁻¹⁰⁶.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    /// <summary>a + b; relative error 3·2⁻¹⁰⁶.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = Sum(a.High, b.High), low = Sum(a.Low, b.Low);
        DoubleDouble joined = SumOrdered(high.High, high.Low + low.High);
        return SumOrdered(joined.High, joined.Low + low.Low);
    }

    /// <summary>a · b; relative error 4·2⁻¹⁰⁶.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = Product(a.High, b.High);
        double rest = Math.FusedMultiplyAdd(a.High, b.Low, a.Low * b.High);
        return SumOrdered(product.High, product.Low + rest);
    }

    /// <summary>a · b; relative error 2·2⁻¹⁰⁶.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        DoubleDouble product = Product(a.High, b);
        return SumOrdered(product.High, Math.FusedMultiplyAdd(a.Low, b, product.Low));
    }

    /// <summary>a / b; relative error 10·2⁻¹⁰⁶.</summary>
    [MethodImpl(Compiled.Early)]
    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double quotient = a.High / b.High;
        double rest = Math.FusedMultiplyAdd(-quotient, b.High, a.High) - quotient * b.Low + a.Low;
        return SumOrdered(quotient, rest / b.High);
    }

    /// <summary>Both parts times a power of two.</summary>
    public DoubleDouble Times(double powerOfTwo) => new(High * powerOfTwo, Low * powerOfTwo);
}

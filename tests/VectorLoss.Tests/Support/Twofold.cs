using VectorLoss.Lanes;

namespace VectorLoss.Tests;

/// <summary>
/// A number of twice the precision, as the exact sum of two (T. J. Dekker 1971, doi:10.1007/BF01397083).
/// </summary>
internal readonly struct Twofold<R>(R high, R low) where R : struct, IReal<R>
{
    public R High { get; } = high;

    public R Low { get; } = low;

    public static Twofold<R> Of(double number) => new(R.Of(number), R.Of(0));

    /// <summary>a + b, exactly (D. E. Knuth).</summary>
    public static Twofold<R> Sum(R a, R b)
    {
        R sum = a + b;
        R back = sum - a;
        return new(sum, (a - (sum - back)) + (b - back));
    }

    /// <summary>a · b, exactly.</summary>
    public static Twofold<R> Product(R a, R b)
    {
        R product = a * b;
        return new(product, R.MulAdd(a, b, -product));
    }

    public static Twofold<R> operator +(Twofold<R> a, Twofold<R> b)
    {
        Twofold<R> highs = Sum(a.High, b.High), lows = Sum(a.Low, b.Low);
        Twofold<R> sum = Ordered(highs.High, highs.Low + lows.High);
        return Ordered(sum.High, sum.Low + lows.Low);
    }

    public static Twofold<R> operator -(Twofold<R> x) => new(-x.High, -x.Low);

    public static Twofold<R> operator -(Twofold<R> a, Twofold<R> b) => a + -b;

    public static Twofold<R> operator *(Twofold<R> a, Twofold<R> b)
    {
        Twofold<R> highs = Product(a.High, b.High);
        return Ordered(highs.High, R.MulAdd(a.High, b.Low, R.MulAdd(a.Low, b.High, highs.Low)));
    }

    public static Twofold<R> operator /(Twofold<R> a, Twofold<R> b)
    {
        R first = a.High / b.High;
        Twofold<R> left = a - b * new Twofold<R>(first, R.Of(0));
        R second = left.High / b.High;
        left -= b * new Twofold<R>(second, R.Of(0));
        return Ordered(first, second) + new Twofold<R>(left.High / b.High, R.Of(0));
    }

    /// <summary>Both parts times a power of two.</summary>
    public Twofold<R> Times(R powerOfTwo) => new(High * powerOfTwo, Low * powerOfTwo);

    private static Twofold<R> Ordered(R larger, R smaller)
    {
        R sum = larger + smaller;
        return new(sum, smaller - (sum - larger));
    }
}

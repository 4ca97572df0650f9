using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The cosine of two rows from the sums a·b, a·a and b·b, and its slope in each of them.</summary>
/// <remarks>
/// Without an ε the cosine does not depend on the scale of the rows. A row of zeros has cosine 0 with every other, and
/// slope 0.
/// </remarks>
internal static class Cosine
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>What one element adds to the three sums.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Terms<R>(R a, R b) where R : struct, IReal<R> => new(a * b, a * a, b * b);

    /// <summary>The two squared norms must be of ordinary size; the product of the rows may be anything.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(R.Of(1), sums.Second, sums.Third);

    /// <summary>a·b/√((a·a + ε)(b·b + ε)); 0 for a row of zeros.</summary>
    // One root of the product: of a row and itself it is the square exactly, and the cosine is 1.
    [MethodImpl(Inline)]
    public static R Value<R>(Triple<R> sums, double eps) where R : struct, IReal<R>
        => Over(sums.First, sums, eps);

    /// <summary>1 − the cosine, which rounding does not make negative.</summary>
    [MethodImpl(Inline)]
    public static R Distance<R>(Triple<R> sums, double eps) where R : struct, IReal<R>
        => R.AtLeast(R.Of(1) - Value(sums, eps), R.Of(0));

    /// <summary>∂Value/∂ each sum.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Slopes<R>(Triple<R> sums, double eps) where R : struct, IReal<R>
    {
        R half = R.Of(-0.5) * Value(sums, eps);
        return new(Over(R.Of(1), sums, eps), OverSquare(half, sums.Second, eps), OverSquare(half, sums.Third, eps));
    }

    /// <summary>From the slopes of the sums to the slopes of a and b.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> TermSlopes<R>(Triple<R> slopes, R a, R b) where R : struct, IReal<R>
    {
        R ofA = R.Of(2) * slopes.Second * a, ofB = R.Of(2) * slopes.Third * b;
        return new(R.MulAdd(slopes.First, b, ofA), R.MulAdd(slopes.First, a, ofB), R.Of(0));
    }

    [MethodImpl(Inline)]
    private static R Over<R>(R part, Triple<R> sums, double eps) where R : struct, IReal<R>
    {
        R product = (sums.Second + R.Of(eps)) * (sums.Third + R.Of(eps)), zero = R.Of(0);
        return R.WhereEqual(product, zero, zero, part / R.Sqrt(product));
    }

    [MethodImpl(Inline)]
    private static R OverSquare<R>(R part, R square, double eps) where R : struct, IReal<R>
        => R.WhereEqual(square + R.Of(eps), R.Of(0), R.Of(0), part / (square + R.Of(eps)));
}

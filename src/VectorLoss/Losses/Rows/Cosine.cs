using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The cosine of two rows from the sums a·b, a·a and b·b, and its slope in each of them.</summary>
internal static class Cosine
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>What one element adds to the three sums.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Terms<R>(R a, R b) where R : struct, IReal<R> => new(a * b, a * a, b * b);

    /// <summary>a·b/√((a·a + ε)(b·b + ε)), as PyTorch's losses have it; 0 for a row of zeros.</summary>
    [MethodImpl(Inline)]
    public static R Value<R>(Triple<R> sums, double eps) where R : struct, IReal<R>
        => sums.First / Norm(sums.Second, eps) / Norm(sums.Third, eps);

    /// <summary>∂Value/∂ each sum.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Slopes<R>(Triple<R> sums, double eps) where R : struct, IReal<R>
    {
        R a = Norm(sums.Second, eps), b = Norm(sums.Third, eps), half = R.Of(-0.5) * Value(sums, eps);
        return new(R.Of(1) / a / b, half / a / a, half / b / b);
    }

    /// <summary>From the slopes of the sums to the slopes of a and b.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> TermSlopes<R>(Triple<R> slopes, R a, R b) where R : struct, IReal<R>
    {
        R ofA = R.Of(2) * slopes.Second * a, ofB = R.Of(2) * slopes.Third * b;
        return new(R.MulAdd(slopes.First, b, ofA), R.MulAdd(slopes.First, a, ofB), R.Of(0));
    }

    [MethodImpl(Inline)]
    private static R Norm<R>(R square, double eps) where R : struct, IReal<R> => R.Sqrt(square + R.Of(eps));
}

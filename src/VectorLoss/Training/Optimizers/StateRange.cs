using System.Numerics;

namespace VectorLoss.Training;

/// <summary>What the range of float or double means for the states of optimisers.</summary>
internal static class StateRange<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static bool IsSingle => typeof(T) == typeof(float);

    /// <summary>A first moment or velocity below this is 0: 2⁻¹⁰⁰ in float, 2⁻⁹⁹⁶ in double.</summary>
    public static double Least => Math.ScaleB(1, IsSingle ? -100 : -996);

    /// <summary>Squares of gradients up to this are far from overflow.</summary>
    public static double LargestGradient => Math.ScaleB(1, IsSingle ? 60 : 500);

    /// <summary>With an ε from here on, a gradient whose square underflows does not move the divisor.</summary>
    public static double LeastEpsilon => Math.ScaleB(1, IsSingle ? -32 : -440);

    /// <summary>Half a unit in the last place of a number.</summary>
    public static double HalfUlp(double x)
    {
        T number = T.CreateTruncating(x);
        return double.CreateTruncating(T.BitIncrement(number) - number) / 2;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Training;

/// <summary>What the range of float or double means for the states of optimisers.</summary>
internal static class StateRange<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static bool IsSingle => typeof(T) == typeof(float);

    /// <summary>A first moment or velocity below this is 0: 2⁻¹⁰⁰ in float, 2⁻⁹⁹⁶ in double.</summary>
    public static double Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 7.888609052210118e-31 : 1.4932217896051502e-300;
    }

    /// <summary>Squares of gradients up to this are far from overflow.</summary>
    public static double LargestGradient => Math.ScaleB(1, IsSingle ? 60 : 500);

    /// <summary>So are sums of 2⁴⁰ squares of gradients up to this.</summary>
    public static double LargestSummand => Math.ScaleB(1, IsSingle ? 40 : 480);

    /// <summary>Half of half a unit in the last place of the largest number.</summary>
    public static double SafeMove => Math.ScaleB(1, IsSingle ? 102 : 969);

    /// <summary>States up to this are far from the limit of the type.</summary>
    public static double Safe => Math.ScaleB(1, IsSingle ? 120 : 1000);

    /// <summary>A mean of squares below this is 0: 2⁻¹¹⁶ in float, 2⁻¹⁰⁰⁰ in double.</summary>
    public static double LeastSquare
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1.2037062152420224e-35 : 9.332636185032189e-302;
    }

    /// <summary>
    /// Whether a square that is cut could have moved the divisor √v·lift + ε: not if its root is below half a unit of
    /// ε.
    /// </summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="weight">The part that a new square has of a mean, or 1 of a sum.</param>
    public static bool NeedsRoots(double epsilon, double weight)
    {
        T number = T.CreateTruncating(epsilon);
        double half = double.CreateTruncating(T.BitIncrement(number) - number) / 2;
        return half * half * weight < LeastSquare;
    }
}

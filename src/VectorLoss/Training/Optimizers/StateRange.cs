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

    /// <summary>A mean of squares below this is 0: 2⁻¹¹⁶ in float, 2⁻¹⁰⁰⁰ in double.</summary>
    public static double LeastSquare
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1.2037062152420224e-35 : 9.332636185032189e-302;
    }

    /// <summary>Half a unit in the last place of a number.</summary>
    public static double HalfUlp(double x)
    {
        T number = T.CreateTruncating(x);
        return double.CreateTruncating(T.BitIncrement(number) - number) / 2;
    }
}

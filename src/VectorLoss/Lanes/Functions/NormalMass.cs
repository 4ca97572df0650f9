using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>How much of a normal distribution lies in a narrow interval.</summary>
internal static class NormalMass
{
    // The first term left out is below 2⁻⁹⁹ of the sum, in floats below 2⁻³⁴.
    private const int LastTerm = 24, LastOfFloats = 12;

    /// <summary>
    /// (Φ(m + h) − Φ(m − h))/(2h·φ(m)), the mean of e^(−ms − ½s²) over −h ≤ s ≤ h: Σ Heₖ(m)hᵏ/(k + 1)! over even k.
    /// </summary>
    /// <param name="product">m·h, at most ½ in size.</param>
    /// <param name="h">Half the width, at most ¼.</param>
    /// <param name="rise">The derivative by m, by Heₖ′ = k·Heₖ₋₁.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static R Mean<R>(R product, R h, out R rise) where R : struct, IReal<R>
    {
        R square = h * h, before = R.Of(1), term = product, sum = before;
        double factorial = 1;
        rise = R.Of(0);
        for (int k = 2; k <= (R.IsSingle ? LastOfFloats : LastTerm); k += 2)
        {
            factorial *= k * (k + 1);
            rise += term * R.Ratio(k, factorial);
            before = product * term - R.Of(k - 1) * square * before;
            sum += before * R.Ratio(1, factorial);
            term = product * before - R.Of(k) * square * term;
        }
        rise *= h;
        return sum;
    }
}

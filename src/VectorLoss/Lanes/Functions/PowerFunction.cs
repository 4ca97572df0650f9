using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// xʸ of doubles: the logarithm in twofold arithmetic, times y, and the exponential of that. The same bits on every
/// machine; the special values are those of C (ISO/IEC 9899:2018, F.10.4.4). In float the double result is rounded once
/// more.
/// </summary>
/// <remarks>Bound 1.0 ULP in double.</remarks>
internal readonly struct PowerFunction : IScalarFunction2
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.Early)]
    public static double Of(double x, double y)
    {
        if (y == 0 || x == 1)
            return 1;
        if (double.IsNaN(x) || double.IsNaN(y))
            return x + y;
        double size = Math.Abs(x);
        if (size == 0 || double.IsInfinity(x) || double.IsInfinity(y))
            return AtTheEnds(x, size, y);
        if (x < 0 && Math.Floor(y) != y)
            return double.NaN;
        double power = Exponential(DoubleDoubleMath.Log(size), y);
        return x < 0 && IsOdd(y) ? -power : power;
    }

    private static double AtTheEnds(double x, double size, double y)
    {
        if (size == 1)
            return 1;
        bool grows = size > 1 == y > 0;
        double power = grows ? double.PositiveInfinity : 0;
        return double.IsNegative(x) && IsOdd(y) ? -power : power;
    }

    /// <summary>Whether y is an odd whole number; above 2⁵³ all are even.</summary>
    private static bool IsOdd(double y) => Math.Abs(y) < 9007199254740992 && Math.Abs(Math.IEEERemainder(y, 2)) == 1;

    /// <summary>The exponential of log·y.</summary>
    [MethodImpl(Compiled.Early)]
    private static double Exponential(DoubleDouble log, double y)
    {
        double estimate = log.High * y;
        if (estimate > 710)
            return double.PositiveInfinity;
        if (estimate < -746)
            return 0;
        // A y so small that its product loses digits leaves nothing but 1.
        if (Math.Abs(estimate) < 1e-30)
            return 1;
        DoubleDouble power = DoubleDoubleMath.Exp(log * y, out int n);
        return Math.ScaleB(power.High, n);
    }
}

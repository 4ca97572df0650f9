using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>Where a minimisation may stand.</summary>
internal static class FitDomain
{
    /// <summary>
    /// Whether a point, its value and the sum of squares of its slopes are finite. −∞ is refused as NaN is: nothing
    /// leads on from there, and most programs say it where they mean that they cannot tell.
    /// </summary>
    public static bool Holds(ReadOnlySpan<double> point, double value, ReadOnlySpan<double> slopes)
        => double.IsFinite(value) && double.IsFinite(Reductions.SumOfSquares(slopes))
            && double.IsFinite(LargestSize<double>.Of(point));
}

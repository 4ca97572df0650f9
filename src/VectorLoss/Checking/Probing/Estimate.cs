namespace VectorLoss.Checking;

/// <summary>A number that was measured, and how far it may be off.</summary>
/// <param name="Value">The number; NaN when nothing could be measured.</param>
/// <param name="Error">The error bar: what is left of the truncation, plus <paramref name="RoundOff"/>; infinite when
/// nothing could be measured.</param>
/// <param name="RoundOff">The part of the bar that the rounding of the function alone makes.</param>
public readonly record struct Estimate(double Value, double Error, double RoundOff)
{
    /// <summary>No measurement at all.</summary>
    public static Estimate None => new(double.NaN, double.PositiveInfinity, 0);

    /// <summary>Whether there is a number with a finite bar.</summary>
    public bool Exists => double.IsFinite(Value) && double.IsFinite(Error);

    /// <summary>Whether a number lies within so many bars, plus an allowance of its own.</summary>
    public bool Covers(double value, double bars, double allowance = 0) => Math.Abs(value - Value) <= (bars * Error)
        + allowance;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value:R} ± {Error:G2}");
}

namespace VectorLoss.Checking;

/// <summary>What a check says of one element of a gradient.</summary>
public enum Verdict
{
    /// <summary>The analytic value lies within the error bar, and the bar is narrow enough to say so.</summary>
    Pass,

    /// <summary>The slope, or the value, jumps here; the analytic value lies between the limits from both sides and is
    /// the one declared.</summary>
    Kink,

    /// <summary>The error bar is wider than the resolution that was asked for, or the element was not looked
    /// at.</summary>
    Inconclusive,

    /// <summary>The analytic value lies outside the error bar, of two measurements with different steps.</summary>
    Fail,

    /// <summary>The function or its gradient is NaN or infinite, or an element of the gradient was not
    /// written.</summary>
    NonFinite,

    /// <summary>The same call gave other bits the second time.</summary>
    NonDeterministic,
}

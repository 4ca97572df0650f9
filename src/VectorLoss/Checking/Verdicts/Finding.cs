namespace VectorLoss.Checking;

/// <summary>What was found at one element of a gradient.</summary>
/// <param name="Index">Its place in the vector.</param>
/// <param name="X">The point's coordinate.</param>
/// <param name="Analytic">The derivative under test.</param>
/// <param name="Numeric">The derivative that was measured.</param>
/// <param name="Left">The limit of the slope from below.</param>
/// <param name="Right">The limit of the slope from above.</param>
/// <param name="Jump">How far the value jumps here.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, in words; empty for a plain pass.</param>
public sealed record Finding(
    int Index, double X, double Analytic, Estimate Numeric, Estimate Left, Estimate Right, double Jump, Verdict Verdict,
        string Reason)
{
    /// <summary>The index as the reader knows it, such as <c>W[3,4]</c>.</summary>
    public string Path { get; init; } = $"x[{Index}]";

    /// <summary>The step at which the function was seen to vary, and the numeric derivative was found; 0 if
    /// none.</summary>
    public double Scale { get; init; }

    /// <summary>What the function's rounding, or a structure too narrow to resolve, moves its values by.</summary>
    public double Noise { get; init; }

    /// <summary>Other derivatives of the same element, by the name of who says so.</summary>
    public IReadOnlyList<Testimony> Witnesses { get; init; } = [];

    /// <summary>|analytic − numeric| relative to the larger of the two; 0 where both are 0.</summary>
    public double RelativeError
    {
        get
        {
            double size = Math.Max(Math.Abs(Analytic), Math.Abs(Numeric.Value)),
                apart = Math.Abs(Analytic - Numeric.Value);
            return apart == 0 ? 0 : apart / size;
        }
    }

    /// <summary>The error bar of the numeric derivative, wider by the rounding that is allowed for each bar.</summary>
    public double Bar { get; init; }

    /// <summary>
    /// |analytic − numeric| in units of <see cref="Bar"/>: what decides. Up to <see cref="GradientCheckOptions.Bars"/>
    /// agree. 0 at a kink whose derivative was accepted, NaN where nothing was measured.
    /// </summary>
    public double Deviation
    {
        get
        {
            double apart = Verdict == Verdict.Kink ? 0 : Math.Abs(Analytic - Numeric.Value);
            return apart == 0 ? 0 : apart / Bar;
        }
    }

    /// <summary>|analytic − numeric| in units of the last place of the numeric derivative.</summary>
    public double Ulps => Math.Abs(Analytic - Numeric.Value) / (Math.BitIncrement(Math.Abs(Numeric.Value))
        - Math.Abs(Numeric.Value));

    /// <summary>Whether a kink, a jump or an edge of the domain makes the limits from both sides worth
    /// telling.</summary>
    internal bool HasSides { get; init; }

    /// <summary>Whether nothing is held against the element.</summary>
    public bool IsAccepted => Verdict is Verdict.Pass or Verdict.Kink;
}

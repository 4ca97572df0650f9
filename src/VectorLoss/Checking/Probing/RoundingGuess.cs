namespace VectorLoss.Checking;

/// <summary>Tells what may be the rounding of a function from what must be its own doing.</summary>
/// <remarks>
/// A function rounds not only in the last place of its values: 1 − cos x rounds by that of 1, and what it computes from
/// a multiple of x by that of the multiple. Heights and widths of these sizes may be rounding, and prove nothing; the
/// slope at longer steps may then be the right one. Others are taken for what the function is.
/// </remarks>
internal sealed class RoundingGuess(StepLadder ladder, LineProbe line)
{
    // Digits that sums lose when they cancel, of numbers as large as the values.
    private const int Cancelled = 13;

    // And those of numbers about 1 or about x, for a height that was seen directly.
    private const int SeenDigits = 10;
    private const int NoiseDigits = 4;

    // The relative rounding of one operation: that of float where the values turn out to be floats.
    private double Unit => Math.Max(line.Unit, ladder.Coarseness / 2);

    private double CancelledUnit => Math.Max(Math.ScaleB(line.Unit, Cancelled), 32 * ladder.Coarseness);

    /// <summary>Whether a single move of the function may be rounding.</summary>
    /// <param name="height">The move.</param>
    /// <param name="rung">The longest step whose values show it.</param>
    public bool IsHeight(double height, int rung)
        => IsOfValues(height, rung) || (IsOfNumbers(height, SeenDigits) && ladder.IsQuantised());

    /// <summary>Whether a jump of the function at the end of a plateau may be a few roundings of numbers about 1, of
    /// double or of float.</summary>
    /// <param name="height">The jump.</param>
    public bool IsTread(double height)
    {
        const double FloatUnit = 1.0 / (1 << 24);
        const int Digits = 3;
        return IsAbout(height / line.Unit, Digits) || (IsAbout(height / FloatUnit, Digits)
            && IsFloat(ladder.Here) && IsFloat(ladder.Here + height));
    }

    private static bool IsFloat(double value) => (float)value == value;

    /// <summary>Whether a noise may be rounding.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="rung">The longest step whose values show it.</param>
    public bool IsNoise(double noise, int rung) => IsOfValues(noise, rung) || IsOfNumbers(noise, NoiseDigits);

    /// <summary>Whether plateaus of this width may be the rounding of numbers about x, or about 1, that the function
    /// makes of x.</summary>
    public bool IsWidth(double width) => width <= CancelledUnit * line.Scale
        || (IsAbout(width / Unit, SeenDigits) && ladder.IsQuantised());

    /// <summary>Whether a step is so short that the rounding of a multiple of x may make the slope: a whole number of
    /// units in the last place wherever x moves by one.</summary>
    public bool IsOfMultiples(double step) => step <= Math.ScaleB(line.Grain, Cancelled);

    /// <summary>Whether no rounding of a sensible intermediate number explains a noise, at steps down to neighbouring
    /// numbers.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="variation">How far the function gets over the steps that the noise was measured at.</param>
    public bool IsNone(double noise, double variation)
    {
        const int Sensible = -24;
        return ladder.Count > 0 && ladder.FlatFrom >= ladder.Count - 2
            && ladder[ladder.Count - 1].Step <= 4 * line.Grain
            && noise > Math.ScaleB(Math.Max(Math.Abs(ladder.Here), variation), Sensible)
            && noise > line.Unit * ladder.Variation(0);
    }

    private bool IsOfValues(double height, int rung)
        => height <= CancelledUnit * Math.Max(Math.Abs(ladder.Here), ladder[rung].Largest)
            || height <= 4 * ladder.Quantum;

    private bool IsOfNumbers(double height, int digits)
        => IsAbout(height / Unit, digits) || IsAbout(height / Unit / line.Scale, digits);

    private static bool IsAbout(double units, int digits) => units >= 0.125 && units <= Math.ScaleB(1, digits);
}

namespace VectorLoss.Checking;

/// <summary>The derivative of a function of one number, with an error bar, from both sides and from each.</summary>
/// <remarks>
/// Steps are relative to |x|, and the quotient divides by the distance that was really moved. A long ladder of halved
/// steps is extrapolated (see <see cref="Estimate"/>), so nobody has to choose a step. See
/// <see cref="NumericalGradient"/> for plain quotients.
/// </remarks>
/// <param name="Central">The derivative from differences to both sides.</param>
/// <param name="Left">The limit of the slope from below.</param>
/// <param name="Right">The limit of the slope from above.</param>
/// <param name="Jump">How far the value jumps at the point: the limit from above less that from below; 0 where it is
/// continuous.</param>
/// <param name="Noise">The standard deviation of the function's rounding.</param>
/// <param name="Secant">The steepest secant seen.</param>
/// <param name="IsFlat">Whether the function was the same number, bit for bit, everywhere that was looked at.</param>
public sealed record Derivative(Estimate Central, Estimate Left, Estimate Right, double Jump, double Noise,
    double Secant, bool IsFlat)
{
    /// <summary>A slope that steps in the function's values would hide; see <see cref="StepLadder.Hidden"/>.</summary>
    internal double Hidden { get; init; }

    private const int Rungs = 44;

    /// <summary>How many bars count as agreement when none are given.</summary>
    public const double UsualBars = 4;

    /// <summary>The derivative of a function at a point.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The point.</param>
    public static Derivative Of(Func<double, double> function, double x)
    {
        ArgumentNullException.ThrowIfNull(function);
        PerturbedObjective field = new(at => function(at[0]), [x]);
        return Along(new(field, 0), field.Here(), x, 1, 0, 0.35);
    }

    /// <summary>Whether the two sides have different slopes, beyond so many bars.</summary>
    public bool IsKink(double bars = UsualBars)
        => Jump != 0 || (Left.Exists && Right.Exists && Math.Abs(Left.Value - Right.Value) > bars * (Left.Error
            + Right.Error));

    /// <summary>A short look: six steps from a top that is given.</summary>
    internal static Derivative Glance(LineProbe line, double here, double top, double noise)
        => Read(new StepLadder(line, here, top, noise).Descend(6), noise);

    /// <summary>A long look: from the scale of the point down to the grid of its numbers.</summary>
    /// <param name="line">The function.</param>
    /// <param name="here">Its value at the point.</param>
    /// <param name="x">The coordinate; 0 for a direction.</param>
    /// <param name="scale">What the function may vary on beside |x|.</param>
    /// <param name="noise">The rounding of the function, as far as is known; it is measured once more.</param>
    /// <param name="share">The longest step as a share of the scale.</param>
    internal static Derivative Along(LineProbe line, double here, double x, double scale, double noise, double share)
    {
        double size = Math.Abs(x), large = Math.Max(size, scale);
        double local = Math.Max(noise, line.Noise(here, size > 0 ? size : large));
        Derivative far = Read(new StepLadder(line, here, share * large, local).Descend(Rungs), local);
        // A small number in a wide world, such as a probability of 1e-8: its own scale is out of the first ladder's
        // reach.
        if (size == 0 || size > large / (1 << 20))
            return far;
        Derivative near = Read(new StepLadder(line, here, share * size, local).Descend(Rungs / 2), local);
        return near.Central.Error < far.Central.Error ? near : far;
    }

    private static Derivative Read(StepLadder ladder, double noise)
    {
        Estimate below = ladder.Value(right: false), above = ladder.Value(right: true);
        bool jumps = below.Exists && above.Exists && ladder.Jumps(below, above);
        return new(ladder.Central(), jumps ? ladder.Branch(false) : ladder.OneSided(false),
            jumps ? ladder.Branch(true) : ladder.OneSided(true), jumps ? above.Value - below.Value : 0, noise,
                ladder.Secant, ladder.IsFlat)
        {
            Hidden = ladder.Hidden,
        };
    }
}

namespace VectorLoss.Checking;

/// <summary>What, beside a wrong gradient, may keep an analytic value from the slope that was measured: the computed
/// form of a function may have another slope than its formula, over all steps that show a slope.</summary>
/// <remarks>
/// <para>Between two jumps a function may have any slope that the jumps make up for: a quotient of rounded numbers, an
/// iteration that ends at a tolerance, a table. A jump explains no more than its height over its distance.</para>
/// <para>A number that does not depend on the coordinate, and lost its digits, has the same error at all steps. Beside
/// the point it is rounded anew, and the slopes there differ by what the rounding makes of them.</para>
/// <para>Where the noise leaves only steps far longer than every number of the point, the slope is that of what lies
/// beyond it: boxes of 1e-8 overlap at none of these steps.</para>
/// <para>What none of these shows, such as the rounded matrix of a linear system, changes a slope slightly.</para>
/// </remarks>
internal sealed class Explanation(LineProbe line, double here, GradientCheckOptions options)
{
    private const double Shorter = 8;

    // The share of a slope that the rounding of constants, or an iteration that ends early, may make of it.
    private double Slight => line.Unit > 1e-10 ? 1.0 / (1 << 10) : 1.0 / (1 << 17);

    /// <summary>Why the analytic value may be right, or null.</summary>
    /// <param name="slope">The slope that was measured.</param>
    /// <param name="step">The step at which it was.</param>
    /// <param name="noise">What moves the values there.</param>
    /// <param name="analytic">The analytic value.</param>
    public string? Of(double slope, double step, double noise, double analytic)
        => IsBetweenSides(noise, analytic, Math.Abs(analytic - slope))
            ? "a kink within the rounding of the function would explain it"
            : OfConfirmed(slope, step, noise, analytic);

    /// <summary>The same of a slope that a short step to either side has confirmed.</summary>
    /// <inheritdoc cref="Of"/>
    public string? OfConfirmed(double slope, double step, double noise, double analytic)
    {
        double off = Math.Abs(analytic - slope);
        if (off <= Math.Min(Slight, options.Resolution ?? Slight) * Math.Max(Math.Abs(slope), Math.Abs(analytic)))
            return "a difference so slight may be that of a computed form from its formula";
        return IsBeyond(step, noise, off)
            ? "steps no longer than the point are lost in the noise, and longer ones meet what lies beyond it"
            : IsOfJumps(slope, step, noise, off)
            ? "the function jumps nearby, and between jumps its slope may be another than on the whole"
            : IsOfNumbers(slope, step, off) ? "beside the point the slope is rounded otherwise, by as much" : null;
    }

    // Whether the slopes to both sides leave room for the value, at the shortest steps over which it would come out of
    // the noise, and do not come together there: a minimum that is sharper than it looks from afar.
    private bool IsBetweenSides(double noise, double analytic, double off)
    {
        const double Visible = 8, Together = 0.75;
        double step = Math.Max(Visible * noise / off, Visible * line.Grain);
        Rung near = line.Pair(step), far = line.Pair(2 * step);
        return IsBetween(near) && IsBetween(far) && Math.Abs(near.Bend(here)) >= Together * Math.Abs(far.Bend(here));

        bool IsBetween(Rung rung) => (analytic - rung.Left(here)) * (analytic - rung.Right(here)) <= 0;
    }

    // Whether a slope was found beyond the point, and the difference, at the point, would not come out of the noise.
    private bool IsBeyond(double step, double noise, double off)
    {
        const double Far = 64, Near = 16, Visible = 4;
        return step > Far * line.Extent && off * line.Extent / Near <= Visible * noise;
    }

    private bool IsOfJumps(double slope, double step, double noise, double off)
    {
        const double Within = 0.75, Farther = 8, Most = 2, Visible = 4;
        double shortest = Math.Max(step / Farther, Math.Max(Visible * Most * Farther * noise / off, 16 * line.Grain));
        // Farther than x is from 0, many a formula jumps.
        for (double reach = Within * line.Scale; reach >= shortest; reach /= Farther)
            foreach (double way in (ReadOnlySpan<double>)[reach, -reach])
            {
                double least = off * reach / (Farther * Most);
                JumpSearch.Jump jump = JumpSearch.Of(line, here, way, slope, least);
                if (jump.Height > least && Most * jump.Height >= off * jump.Distance && jump.IsAlone(line))
                    return true;
            }
        return false;
    }

    // Third differences of slopes at even distances: those of a smooth function fall with the distance. Where the
    // slope is not about the same any more, the function is another one.
    private bool IsOfNumbers(double slope, double step, double off)
    {
        const double Most = 16, Smooth = 4, Largest = 1.0 / (1 << 7), Least = 1.0 / (1L << 40), Alike = 0.25;
        if (line.IsAlone)
            return false;
        Rung rung = line.Pair(step);
        Span<double> slopes = stackalloc double[17];
        for (double share = Largest; share > Least; share /= Shorter)
        {
            if (!IsAlike(slopes, rung, slope, share, Alike * Math.Max(Math.Abs(slope), off)))
                continue;
            (double first, double second, double third) = (Third(slopes, 1), Third(slopes, 2), Third(slopes, 4));
            double least = Math.Min(first, Math.Min(second, third));
            if (!(off <= Most * least))
                return false;
            if (Math.Max(first, Math.Max(second, third)) < Smooth * least)
                return true;
        }
        return false;
    }

    // The slopes beside the point, from afar; whether they are within a distance of the slope.
    private bool IsAlike(Span<double> slopes, Rung rung, double slope, double share, double apart)
    {
        foreach (int i in (ReadOnlySpan<int>)[-8, 8, -4, 4, -2, 2, -1, 1, 0])
        {
            double central = (line.Beside(i * share, rung.Up) - line.Beside(i * share, -rung.Down))
                / (rung.Up + rung.Down);
            if (!(Math.Abs(central - slope) <= apart))
                return false;
            slopes[i + (slopes.Length / 2)] = central;
        }
        return true;
    }

    private static double Third(ReadOnlySpan<double> slopes, int apart)
    {
        const double Gain = 4.5;
        double At(ReadOnlySpan<double> of, int from) => Math.Abs(of[from + (3 * apart)] - of[from]
            - (3 * (of[from + (2 * apart)] - of[from + apart])));
        int middle = slopes.Length / 2;
        return Math.Max(At(slopes, middle - (2 * apart)), At(slopes, middle - apart)) / Gain;
    }
}

namespace VectorLoss.Checking;

/// <summary>A field seen along one coordinate or one direction: a function of a step.</summary>
/// <param name="space">The field.</param>
/// <param name="index">The coordinate; with a direction, the first that it moves.</param>
/// <param name="direction">A direction, or null.</param>
internal sealed class LineProbe(PerturbedFunction space, int index, ReadOnlyMemory<double>? direction = null)
{
    /// <summary>The relative rounding error of the function's arithmetic.</summary>
    public double Unit => space.Unit;

    /// <summary>The function a step away.</summary>
    public double At(double step, out double moved)
    {
        if (direction is not { } along)
            return space.Moved(index, step, out moved);
        moved = step;
        return space.Along(along.Span, index, step);
    }

    /// <summary>
    /// The standard deviation of the function's rounding along the line, from differences of orders 5 to 7 of nine
    /// close values: a smooth function vanishes from them, and rounding does not.
    /// </summary>
    /// <remarks>Source: J. J. Moré, S. M. Wild 2011, doi:10.1137/100786125. The least of the three orders is taken, for
    /// a
    /// function so steep that the lower ones still see it, and the less of both sides, for a kink or a jump in
    /// between.</remarks>
    public double Noise(double here, double scale)
    {
        double step = scale * Math.Sqrt(space.Unit) / 4;
        return Math.Min(OneSidedNoise(here, step), OneSidedNoise(here, -step));
    }

    private double OneSidedNoise(double here, double step)
    {
        const int Points = 9;
        Span<double> values = stackalloc double[Points];
        for (int i = 0; i < Points; i++)
            values[i] = i == 0 ? here : At(i * step, out _);
        double least = double.PositiveInfinity, weight = 1;
        for (int order = 1; order <= 7; order++)
        {
            double sum = 0;
            for (int i = 0; i + order < Points; i++)
            {
                values[i] = values[i + 1] - values[i];
                sum += values[i] * values[i];
            }
            // γ = (k!)²/(2k)!, the share of one value in the square of a k-th difference.
            weight *= order / (2.0 * ((2 * order) - 1));
            if (order >= 5 && double.IsFinite(sum))
                least = Math.Min(least, Math.Sqrt(weight * sum / (Points - order)));
        }
        return double.IsFinite(least) ? least : 0;
    }
}

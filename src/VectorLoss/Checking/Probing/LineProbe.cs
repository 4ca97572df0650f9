namespace VectorLoss.Checking;

/// <summary>A perturbed function along one coordinate or one direction: a function of a step.</summary>
internal sealed class LineProbe
{
    private readonly PerturbedFunction function;
    private readonly int index;
    private readonly ReadOnlyMemory<double>? direction;
    private double[]? aside;

    /// <param name="function">The function.</param>
    /// <param name="index">The coordinate; with a direction, the first that it moves.</param>
    /// <param name="scale">The size of the coordinate, or what it may be taken for where it is 0 or small; 1 for a
    /// direction.</param>
    /// <param name="direction">A direction, or null.</param>
    public LineProbe(PerturbedFunction function, int index, double scale, ReadOnlyMemory<double>? direction = null)
    {
        (this.function, this.index, this.direction, Scale) = (function, index, direction, scale);
        double x = direction is null ? Math.Abs(function[index]) : 0;
        int exponent = Math.ILogB(scale);
        // From 0, steps of powers of two would give values of few digits, as rounded ones have.
        double mantissa = direction is null && x == 0 ? 0.72360679774997896 : 1;
        // The few digits of float ask for long steps.
        Longest = Math.ScaleB(mantissa, exponent + (IsCoarse(function) ? 2 : -1));
        Grain = x > 0 ? Math.Max(function.Grain(x), double.Epsilon) : scale * Math.ScaleB(function.Unit, -8);
    }

    /// <summary>The size that a coordinate has, or is taken to have where it is 0, or so small beside a usual size that
    /// it may be a rounding.</summary>
    /// <param name="x">The coordinate.</param>
    /// <param name="usual">The size of others like it.</param>
    public static double SizeOf(double x, double usual)
    {
        // Below, the steps that a look takes are no normal numbers.
        const double Least = 1e-301;
        double size = Math.Abs(x);
        bool has = double.IsFinite(x) && size > Least;
        return !has ? usual : size < usual && size > usual / (1 << 10) ? usual : size;
    }

    /// <summary>What the longest steps are a share of.</summary>
    public double Scale { get; }

    /// <summary>Whether the scale is so small that a function of numbers about 1 may show its slope only beyond
    /// it.</summary>
    public bool IsTiny => Scale < 1.0 / (1 << 30);

    /// <summary>The longest step of a first look: about half the scale.</summary>
    public double Longest { get; }

    /// <summary>The shortest step that moves the point.</summary>
    public double Grain { get; }

    /// <summary>By how much the rounding of a number made of the coordinate, such as its square, seems to move the
    /// coordinate.</summary>
    public double Shift => Unit / 2 * (direction is null ? Math.Abs(function[index]) : Scale);

    /// <summary>What numbers that are rounded alike at neighbouring points make of a slope, which differences do not
    /// show. Such a number acts as if the point had moved by its shift: the slope changes by f″ times the shift, and
    /// the quotient by f′ times the shift over the step. The last is a bound, so all bars together make it.</summary>
    /// <param name="slope">The slope.</param>
    /// <param name="curvature">How much it changes with each unit of x.</param>
    /// <param name="step">The step at which it was found.</param>
    /// <param name="still">Over how much of x the function stands still, which shows a larger shift; else 0.</param>
    public double ShiftOf(double slope, double curvature, double step, double still = 0)
    {
        double shift = (Math.Max(Shift, still) * curvature)
            + (Shift * Math.Abs(slope) / (Derivative.UsualBars * step));
        return double.IsFinite(shift) ? shift : 0;
    }

    /// <summary>The relative rounding error of the function's arithmetic.</summary>
    public double Unit => function.Unit;

    /// <summary>The rounding error of a value of this size, as far as it is known before it is measured.</summary>
    public double RoundingOf(double value) => Math.Max(function.Rounding, function.Unit * Math.Abs(value));

    /// <summary>The last place of a value, in the format of the function.</summary>
    public double LastPlace(double value) => function.Grain(Math.Abs(value));

    /// <summary>The function a step to both sides; a step that does not move the point gives NaN.</summary>
    public Rung Pair(double step)
    {
        double above = At(step, out double up), below = At(-step, out double down);
        return new(up, -down, up > 0 ? above : double.NaN, down < 0 ? below : double.NaN);
    }

    /// <summary>The function a step away, to either side; NaN where that does not move the point.</summary>
    public double ValueAt(double step)
    {
        double value = At(step, out double moved);
        return moved != 0 ? value : double.NaN;
    }

    /// <summary>The size of the point, as steps count it, where several numbers show it: the largest of four that are
    /// of about one size. Fewer may be near 0 by chance; else it is infinite.</summary>
    public double Extent
    {
        get
        {
            const int Several = 4, Alike = 64;
            if (direction is not null)
                return 1;
            double[] sizes = [.. Enumerable.Range(0, function.Count).Select(i => Math.Abs(function[i]))];
            double largest = sizes.Max();
            return sizes.Count(size => size > largest / Alike) >= Several ? largest : double.PositiveInfinity;
        }
    }

    /// <summary>Whether there is no other coordinate than the one that moves.</summary>
    public bool IsAlone => function.Count == 1;

    /// <summary>The function a step away, beside the point: the other coordinates are moved by about a share of their
    /// sizes, so that what is rounded on the way to the value is rounded anew.</summary>
    /// <param name="share">The share.</param>
    /// <param name="step">The step.</param>
    public double Beside(double share, double step)
    {
        aside ??= Aside();
        double[] to = new double[aside.Length];
        for (int i = 0; i < to.Length; i++)
            to[i] = share * aside[i];
        if (direction is null)
            to[index] = step;
        for (int i = 0; i < direction?.Length; i++)
            to[index + i] += step * direction.Value.Span[i];
        return function.Along(to, 0, 1);
    }

    /// <summary>Whether the function, far away, rises to one side and falls to the other: a slope that is hidden in
    /// the last digit of a large number, as that of 1e16 + x is, shows there. What wakes there to one side only, or
    /// alike to both, is still at the point.</summary>
    /// <param name="here">The value at the point.</param>
    /// <param name="noise">What the function moves by anyhow.</param>
    public bool RisesFarAway(double here, double noise = 0)
    {
        const int Farther = 12;
        const double Visible = 64;
        Rung far = Pair(Math.ScaleB(Math.Max(Math.ScaleB(1, Math.ILogB(Scale)), 1), Farther));
        return far.IsOpposite(here) && Math.Abs(far.Above - here) > Visible * noise;
    }

    // Multiples of the golden ratio spread the sizes evenly, from a half to three halves, with either sign.
    private double[] Aside()
    {
        double[] aside = new double[function.Count];
        for (int i = 0; i < aside.Length; i++)
        {
            double turns = (i + 1) * 0.6180339887498949, spread = turns - Math.Floor(turns);
            aside[i] = function[i] * (spread < 0.5 ? 0.5 + (2 * spread) : 0.5 - (2 * spread));
        }
        return aside;
    }

    private static bool IsCoarse(PerturbedFunction function) => function.Unit > 1e-10;

    private double At(double step, out double moved)
    {
        if (direction is not { } along)
            return function.Moved(index, step, out moved);
        moved = step;
        return function.Along(along.Span, index, step);
    }
}

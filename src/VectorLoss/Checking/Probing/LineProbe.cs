namespace VectorLoss.Checking;

/// <summary>A perturbed function along one coordinate or one direction: a function of a step.</summary>
internal sealed class LineProbe
{
    private readonly PerturbedFunction function;
    private readonly int index;
    private readonly ReadOnlyMemory<double>? direction;

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

    /// <summary>The relative rounding error of the function's arithmetic.</summary>
    public double Unit => function.Unit;

    /// <summary>The rounding error of a value of this size, as far as it is known before it is measured.</summary>
    public double RoundingOf(double value) => Math.Max(function.Rounding, function.Unit * Math.Abs(value));

    /// <summary>The function a step to both sides; a step that does not move the point gives NaN.</summary>
    public Rung Pair(double step)
    {
        double above = At(step, out double up), below = At(-step, out double down);
        return new(up, -down, up > 0 ? above : double.NaN, down < 0 ? below : double.NaN);
    }

    /// <summary>The function a step above; NaN where that does not move the point.</summary>
    public double Above(double step)
    {
        double above = At(step, out double up);
        return up > 0 ? above : double.NaN;
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

namespace VectorLoss.Checking;

/// <summary>Anyone's function of a span of doubles.</summary>
internal sealed class PerturbedObjective : PerturbedFunction
{
    private readonly Objective function;
    private readonly double[] x;
    private readonly double[] kept;
    private readonly bool isFloat;

    /// <param name="function">The function.</param>
    /// <param name="x">The point; moved and put back.</param>
    /// <param name="precision">The format that the function computes in.</param>
    /// <exception cref="ArgumentException">A number of the point is no float, and should be one.</exception>
    public PerturbedObjective(Objective function, double[] x, NumberPrecision precision = NumberPrecision.Double)
    {
        (this.function, this.x, kept, isFloat) = (function, x, [.. x], precision == NumberPrecision.Float);
        int wide = isFloat ? Array.FindIndex(x, value => double.IsFinite(value) && (float)value != value) : -1;
        if (wide >= 0)
            throw new ArgumentException(FormattableString.Invariant(
                $"x[{wide}] = {x[wide]:R} is no float, and the function is said to compute in float."), nameof(x));
    }

    /// <summary>The point as the function gets it.</summary>
    public ReadOnlySpan<double> Point => x;

    public override int Count => x.Length;

    public override double Unit => isFloat ? 1.0 / (1L << 24) : 1.0 / (1L << 53);

    public override double this[int index] => kept[index];

    public override bool IsIntact => x.AsSpan().SequenceEqual(kept);

    protected override double Evaluate() => function(x);

    protected override double EvaluateMoved(int index, double step, out double moved)
    {
        try
        {
            x[index] = Rounded(kept[index] + step);
            moved = x[index] - kept[index];
            return function(x);
        }
        finally
        {
            x[index] = kept[index];
        }
    }

    protected override double EvaluateAlong(ReadOnlySpan<double> direction, int first, double multiple)
    {
        try
        {
            for (int i = 0; i < direction.Length; i++)
                x[first + i] = Rounded(kept[first + i] + (multiple * direction[i]));
            return function(x);
        }
        finally
        {
            kept.AsSpan(first, direction.Length).CopyTo(x.AsSpan(first));
        }
    }

    private double Rounded(double value) => isFloat ? (float)value : value;
}

namespace VectorLoss.Checking;

/// <summary>A function at a point, one coordinate or one direction of which can be moved and is put back bit for
/// bit.</summary>
internal abstract class PerturbedFunction
{
    /// <summary>How many coordinates there are.</summary>
    public abstract int Count { get; }

    /// <summary>Half the distance from 1 to the next number: the relative rounding error of the function's
    /// arithmetic.</summary>
    public abstract double Unit { get; }

    /// <summary>The largest number that the analytic gradient was made of, where that is known, else 0: numbers of this
    /// size may cancel in it and leave their rounding.</summary>
    public virtual double Upstream => 0;

    /// <summary>The standard deviation of the function's rounding as far as its program tells, else 0. A difference of
    /// nearly equal numbers rounds by far more than its own last place.</summary>
    public virtual double Rounding => 0;

    /// <summary>The first message of the function where it threw an exception instead of giving a value at a moved
    /// point, else null; such a value counts as NaN.</summary>
    public string? Thrown { get; private set; }

    /// <summary>How often the function was evaluated.</summary>
    public long Evaluations { get; private set; }

    /// <summary>A coordinate of the point.</summary>
    public abstract double this[int index] { get; }

    /// <summary>The function at the point.</summary>
    public double Here()
    {
        Evaluations++;
        return Evaluate();
    }

    /// <summary>The function with one coordinate moved by nearly a step.</summary>
    /// <param name="index">The coordinate.</param>
    /// <param name="step">How far.</param>
    /// <param name="moved">How far it really moved, which differs by the rounding of x + step.</param>
    public double Moved(int index, double step, out double moved)
    {
        Evaluations++;
        moved = step;
        try
        {
            return EvaluateMoved(index, step, out moved);
        }
        catch (Exception thrown) when (IsOfTheFunction(thrown))
        {
            Thrown ??= $"{thrown.GetType().Name}: {thrown.Message}";
            return double.NaN;
        }
    }

    /// <summary>The function at the point moved by a multiple of a direction.</summary>
    /// <param name="direction">Components of the coordinates from <paramref name="first"/> on; the others stay.</param>
    /// <param name="first">The first coordinate that moves.</param>
    /// <param name="multiple">How far.</param>
    public double Along(ReadOnlySpan<double> direction, int first, double multiple)
    {
        Evaluations++;
        try
        {
            return EvaluateAlong(direction, first, multiple);
        }
        catch (Exception thrown) when (IsOfTheFunction(thrown))
        {
            Thrown ??= $"{thrown.GetType().Name}: {thrown.Message}";
            return double.NaN;
        }
    }

    /// <summary>The distance from a number above 0 to the next, in the format of the function.</summary>
    public double Grain(double x)
        => Unit > 1e-10 ? (double)MathF.BitIncrement((float)x) - (float)x : Math.BitIncrement(x) - x;

    /// <summary>Whether the point is what it was, bit for bit.</summary>
    public abstract bool IsIntact { get; }

    protected abstract double Evaluate();

    protected abstract double EvaluateMoved(int index, double step, out double moved);

    protected abstract double EvaluateAlong(ReadOnlySpan<double> direction, int first, double multiple);

    // A domain that ends is a property of the function. A stop, or memory that ran out, is none.
    private static bool IsOfTheFunction(Exception thrown)
        => thrown is not (OperationCanceledException or OutOfMemoryException);
}

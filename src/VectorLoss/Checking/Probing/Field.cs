using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>A function at a point, one coordinate or one direction of which can be moved and is put back bit for
/// bit.</summary>
internal abstract class Field
{
    /// <summary>How many coordinates there are.</summary>
    public abstract int Count { get; }

    /// <summary>Half the distance from 1 to the next number: the relative rounding error of the function's
    /// arithmetic.</summary>
    public abstract double Unit { get; }

    /// <summary>The largest number that the analytic gradient was made of, where that is known, else 0: numbers of this size may
    /// cancel in it and leave their rounding.</summary>
    public virtual double Upstream => 0;

    /// <summary>The standard deviation of the function's rounding as far as its program tells, else 0. A difference of nearly equal
    /// numbers rounds by far more than its own last place.</summary>
    public virtual double Rounding => 0;

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
        return EvaluateMoved(index, step, out moved);
    }

    /// <summary>The function at the point moved by a multiple of a direction.</summary>
    /// <param name="direction">Components of the coordinates from <paramref name="first"/> on; the others stay.</param>
    /// <param name="first">The first coordinate that moves.</param>
    /// <param name="multiple">How far.</param>
    public double Along(ReadOnlySpan<double> direction, int first, double multiple)
    {
        Evaluations++;
        return EvaluateAlong(direction, first, multiple);
    }

    /// <summary>Whether the point is what it was, bit for bit.</summary>
    public abstract bool IsIntact { get; }

    protected abstract double Evaluate();

    protected abstract double EvaluateMoved(int index, double step, out double moved);

    protected abstract double EvaluateAlong(ReadOnlySpan<double> direction, int first, double multiple);
}

/// <summary>Anyone's function of a span of doubles.</summary>
internal sealed class ObjectiveField(Objective function, double[] x) : Field
{
    private readonly double[] kept = [.. x];

    public override int Count => x.Length;

    public override double Unit => 1.0 / (1L << 53);

    public override double this[int index] => kept[index];

    public override bool IsIntact => x.AsSpan().SequenceEqual(kept);

    protected override double Evaluate() => function(x);

    protected override double EvaluateMoved(int index, double step, out double moved)
    {
        try
        {
            x[index] = kept[index] + step;
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
                x[first + i] = kept[first + i] + (multiple * direction[i]);
            return function(x);
        }
        finally
        {
            kept.AsSpan(first, direction.Length).CopyTo(x.AsSpan(first));
        }
    }
}

/// <summary>A scalar on a tape as a function of one leaf. Only what depends on the leaf is computed again.</summary>
internal sealed class TapeField<T> : Field where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Nothing = -1;
    private const int Everything = -2;
    private readonly Tape<T> tape;
    private readonly Var scalar;
    private readonly Var leaf;
    private readonly DependentOps<T> reach;
    private readonly T[] kept;
    private int stale = Nothing;

    public TapeField(Tape<T> tape, Var scalar, Var leaf)
    {
        (this.tape, this.scalar, this.leaf) = (tape, scalar, leaf);
        kept = tape.Values(leaf).ToArray();
        reach = tape.DependentOpsOf(leaf, scalar);
    }

    public override int Count => kept.Length;

    public override double Unit => typeof(T) == typeof(float) ? 1.0 / (1L << 24) : 1.0 / (1L << 53);

    public override double Upstream => reach.LargestGradient();

    public override double Rounding => Unit * reach.Sensitivity();

    public override double this[int index] => double.CreateTruncating(kept[index]);

    public override bool IsIntact => tape.Values(leaf).SequenceEqual(kept);

    protected override double Evaluate()
    {
        tape.Forward(scalar);
        stale = Nothing;
        return double.CreateTruncating(tape.Scalar(scalar));
    }

    protected override double EvaluateMoved(int index, double step, out double moved)
    {
        Span<T> x = tape.Values(leaf);
        // What the coordinate before left behind in the first op is put right; behind it everything is computed anyway.
        if (stale == Everything)
            reach.RunAll();
        else if (stale != index && stale != Nothing)
            reach.Restore(stale);
        stale = index;
        try
        {
            x[index] = kept[index] + T.CreateTruncating(step);
            moved = double.CreateTruncating(x[index]) - this[index];
            return double.CreateTruncating(reach.Run(index));
        }
        finally
        {
            x[index] = kept[index];
        }
    }

    protected override double EvaluateAlong(ReadOnlySpan<double> direction, int first, double multiple)
    {
        Span<T> x = tape.Values(leaf);
        try
        {
            for (int i = 0; i < direction.Length; i++)
                x[first + i] = T.CreateTruncating(this[first + i] + (multiple * direction[i]));
            return double.CreateTruncating(reach.RunAll());
        }
        finally
        {
            kept.AsSpan(first, direction.Length).CopyTo(x[first..]);
            stale = Everything;
        }
    }
}

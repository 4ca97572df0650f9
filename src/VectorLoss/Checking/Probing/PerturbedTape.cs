using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>A scalar on a tape as a function of one leaf. Only what depends on the leaf is computed again.</summary>
internal sealed class PerturbedTape<T> : PerturbedFunction where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Nothing = -1;
    private const int Everything = -2;
    private readonly Tape<T> tape;
    private readonly Var scalar;
    private readonly Var leaf;
    private readonly DependentOps<T> reach;
    private readonly T[] kept;
    private int stale = Nothing;

    public PerturbedTape(Tape<T> tape, Var scalar, Var leaf)
    {
        (this.tape, this.scalar, this.leaf) = (tape, scalar, leaf);
        kept = tape.ReadOnlyValues(leaf).ToArray();
        reach = tape.DependentOpsOf(leaf, scalar);
    }

    public override int Count => kept.Length;

    public override double Unit => typeof(T) == typeof(float) ? 1.0 / (1L << 24) : 1.0 / (1L << 53);

    public override double Upstream => reach.LargestGradient();

    public override double Rounding => Unit * reach.Sensitivity();

    public override double this[int index] => double.CreateTruncating(kept[index]);

    public override bool IsIntact => tape.ReadOnlyValues(leaf).SequenceEqual(kept);

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

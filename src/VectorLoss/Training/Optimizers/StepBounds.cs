using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>How large the gradients of a step are, and with them all that the step makes.</summary>
/// <param name="optimizer">Whose steps.</param>
internal sealed class StepBounds<T>(Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] sizes = [];

    /// <summary>
    /// Of all gradients so far: what bounds the states. A step that was not looked at may have had any.
    /// </summary>
    public double Largest { get; set; }

    /// <summary>The largest size in the gradient of a parameter.</summary>
    public double SizeOf(int parameter) => double.CreateTruncating(sizes[parameter]);

    /// <summary>
    /// The first parameter with a gradient that is not finite, or, where that was left out, with such a value; −1 if
    /// there is none. It is safe to go on if nothing that the step makes can come near the limit of the type.
    /// </summary>
    public int FirstBroken(
        Tape<T> tape, in TapeGradients<T> gradients, double rate, bool leaves, out bool isSafe)
    {
        isSafe = false;
        if (sizes.Length != tape.Parameters.Count)
            sizes = new T[tape.Parameters.Count];
        (double factor, double decay) = optimizer.Stepper.Groups.Largest(optimizer.WeightDecay);
        // A decay that is part of the gradient makes it as large as the parameters are.
        bool looks = decay > 0 && !optimizer.IsDecoupled;
        double reached = optimizer.StateCount == 0 ? 0 : Largest, value = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            Var parameter = tape.Parameters[i];
            T size = looks ? LargestSize<T>.Of(tape.ReadOnlyValues(parameter), tape.Threads) : T.Zero;
            sizes[i] = leaves && tape.IsLeft(parameter) ? tape.BoundOf(parameter)
                : LargestSize<T>.Of(gradients.Of(i), tape.Threads);
            if (!T.IsFinite(sizes[i]))
                return i;
            value = Math.Max(value, double.CreateTruncating(size));
            reached = Math.Max(reached, double.CreateTruncating(sizes[i]) + (decay * value));
        }
        reached = Math.Max(reached, reached * rate * factor);
        if (optimizer.StateCount > 0)
            Largest = reached;
        double bound = optimizer.ReachOf(reached);
        // No parameter that is finite leaves the type by less than half a unit of its largest number, and none grows by
        // a decay of up to twice itself.
        isSafe = bound <= StateRange<T>.Safe && rate * factor * bound <= StateRange<T>.SafeMove
            && rate * factor * decay <= 2;
        return -1;
    }
}

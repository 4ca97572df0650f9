using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>Leaves of a tape that hold numbers from the start.</summary>
public static class TapeLeaves
{
    /// <summary>Records a 1×1 input that holds a number, such as a factor or a bound.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="value">The number, rounded to the type of the tape.</param>
    public static Var Constant<T>(this Tape<T> tape, double value) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Var leaf = tape.Input(Shape.Scalar);
        // Nothing was computed from it yet, so no backward pass has to be refused.
        tape.Recording.Values(leaf.Position)[0] = T.CreateTruncating(value);
        return leaf;
    }
}

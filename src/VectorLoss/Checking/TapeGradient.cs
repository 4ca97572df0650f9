using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>The gradient of a scalar by a leaf, in each way in which a tape comes to it.</summary>
/// <remarks>
/// A training step calls <see cref="Op{T}.ForwardBackward"/> where a check of its own calls
/// <see cref="Op{T}.Backward"/>, and adds to what another use of the leaf has left. An op that is wrong in one of these
/// alone is right in every plain pass.
/// </remarks>
internal sealed class TapeGradient<T>(Tape<T> tape, Var scalar, Var leaf)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a report says where the plain pass is right, and that of a training step is wrong.</summary>
    public const string FusedNote = "the gradient is that of ForwardBackward, as in a training step: its bits are not "
        + "those of Forward and Backward";

    /// <summary>What a report says of an op that does not add.</summary>
    public const string OverwriteNote = "Backward writes over what another use of the input has left in DInput: it "
        + "must add to it";

    /// <summary>Forward, and then backward.</summary>
    public ReadOnlySpan<T> Plain()
    {
        tape.Forward(scalar);
        tape.Backward(scalar);
        return tape.Gradient(leaf);
    }

    /// <summary>As in a training step.</summary>
    public ReadOnlySpan<T> Fused()
    {
        tape.ForwardBackward(scalar);
        return tape.Gradient(leaf);
    }

    /// <summary>Whether a training step has other bits than the plain pass.</summary>
    public bool IsFusedOtherwise()
    {
        T[] plain = Plain().ToArray();
        return !plain.AsSpan().SequenceEqual(Fused());
    }

    /// <summary>The numbers, each far above the gradient, to be added to which leaves a gradient as it is; null where
    /// none of them is lost.</summary>
    public T? Overwritten()
    {
        const int Above = 20;
        T[] alone = Plain().ToArray();
        T largest = T.One;
        foreach (T slope in alone)
            largest = T.Max(largest, T.Abs(slope));
        T other = T.ScaleB(largest, Above);
        if (!T.IsFinite(other))
            return null;
        T[] others = new T[alone.Length];
        Array.Fill(others, other);
        tape.Backward(leaf, others);
        tape.Backward(scalar, GradientMode.Accumulate);
        ReadOnlySpan<T> together = tape.Gradient(leaf);
        for (int i = 0; i < alone.Length; i++)
            if (together[i] == alone[i])
                return other;
        return null;
    }
}

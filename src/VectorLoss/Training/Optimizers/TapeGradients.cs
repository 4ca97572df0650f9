using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>The gradients of the parameters of a tape: its own, or others that were computed for them.</summary>
internal readonly struct TapeGradients<T>(Tape<T> tape, Gradients<T>? other = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Count => tape.Parameters.Count;

    public Span<T> Of(int index) => other is null ? tape.WritableGradient(tape.Parameters[index]) : other.Of(index);
}

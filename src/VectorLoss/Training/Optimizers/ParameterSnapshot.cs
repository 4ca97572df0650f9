using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// The parameters before a step that moves weights inside the products that form their gradients: if one turns out not
/// to be finite, all of them can go back.
/// </summary>
internal sealed class ParameterSnapshot<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[][] kept = [];
    private T[] sizes = [];

    /// <summary>The largest size of each gradient that <see cref="FirstNotFinite"/> has looked at.</summary>
    public ReadOnlySpan<T> Sizes => sizes;

    /// <summary>Copies every parameter; allocates only where their sizes are new.</summary>
    public void Take(Tape<T> tape)
    {
        if (kept.Length != tape.Parameters.Count)
            kept = new T[tape.Parameters.Count][];
        for (int i = 0; i < kept.Length; i++)
        {
            ReadOnlySpan<T> values = tape.ReadOnlyValues(tape.Parameters[i]);
            if (kept[i]?.Length != values.Length)
                kept[i] = new T[values.Length];
            values.CopyTo(kept[i]);
        }
    }

    /// <summary>Puts back every parameter that has moved.</summary>
    public void Restore(Tape<T> tape)
    {
        for (int i = 0; i < kept.Length; i++)
            if (tape.HasMoved(tape.Parameters[i]))
                kept[i].CopyTo(tape.Values(tape.Parameters[i]));
    }

    /// <summary>
    /// The first parameter with a gradient that is not finite, or, where it has moved already, with such a value; −1 if
    /// there is none.
    /// </summary>
    public int FirstNotFinite(Tape<T> tape)
    {
        if (sizes.Length != tape.Parameters.Count)
            sizes = new T[tape.Parameters.Count];
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            Var parameter = tape.Parameters[i];
            ReadOnlySpan<T> numbers = tape.HasMoved(parameter)
                ? tape.ReadOnlyValues(parameter) : tape.Gradient(parameter);
            sizes[i] = LargestSize<T>.Of(numbers);
            if (!T.IsFinite(sizes[i]))
                return i;
        }
        return -1;
    }
}

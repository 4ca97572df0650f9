using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The parameters before a step: if one turns out not to be finite, all of them can go back.</summary>
internal sealed class ParameterSnapshot<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[][] kept = [];

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

    /// <summary>Puts back every parameter.</summary>
    public void Restore(Tape<T> tape)
    {
        for (int i = 0; i < kept.Length; i++)
            kept[i].CopyTo(tape.Values(tape.Parameters[i]));
    }

    /// <summary>The first parameter with a value that is not finite, or −1.</summary>
    public static int FirstNotFinite(Tape<T> tape)
    {
        for (int i = 0; i < tape.Parameters.Count; i++)
            if (!T.IsFinite(LargestSize<T>.Of(tape.ReadOnlyValues(tape.Parameters[i]), tape.Threads)))
                return i;
        return -1;
    }
}

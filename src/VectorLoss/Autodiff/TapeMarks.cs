using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>Marks on a tape: what was recorded after one is computed alone, or forgotten and recorded anew.</summary>
public static class TapeMarks
{
    /// <summary>The end of the tape as it is now.</summary>
    /// <param name="tape">The tape.</param>
    public static Mark Mark<T>(this Tape<T> tape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Recording.Mark();
    }

    /// <summary>Computes the variables that were recorded after a mark; the earlier ones keep their values.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="from">The place before the first variable to compute.</param>
    /// <exception cref="ArgumentException">The mark belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">Something before the mark was never computed, or the mark was
    /// forgotten by a rewind.</exception>
    public static void Forward<T>(this Tape<T> tape, Mark from) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Recording.Check(from);
        for (int at = 0; at < from.Position; at++)
            tape.Sweep.RequireComputed(at);
        tape.Sweep.Forward(from.Position, tape.Count);
    }

    /// <summary>Forgets what was recorded after a mark and keeps its memory for what is recorded next.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="mark">The place before the first variable to forget.</param>
    /// <exception cref="ArgumentException">The mark belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The mark was itself forgotten by a rewind.</exception>
    public static void Rewind<T>(this Tape<T> tape, Mark mark) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Recording.Rewind(mark);
        tape.Sweep.Forget();
    }
}

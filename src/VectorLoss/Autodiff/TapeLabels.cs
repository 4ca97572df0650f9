using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>Class labels on a tape: leaves of integers that losses of classes read.</summary>
public static class TapeLabels
{
    /// <summary>Records a leaf of class labels, which the caller fills through <see cref="Values"/>. It starts as
    /// zeros.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="count">How many labels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static Labels Labels<T>(this Tape<T> tape, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return tape.Recording.AppendLabels(count);
    }

    /// <summary>
    /// The labels behind a handle to be written. A backward pass is refused until the next forward pass, since it would
    /// mix old and new labels.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="labels">A leaf of labels.</param>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs a pass.</exception>
    public static Span<int> Values<T>(this Tape<T> tape, Labels labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Recording.Guard.RequireIdle(nameof(Values));
        Span<int> values = tape.Recording.Values(labels);
        tape.Recording.Writes.Add(labels);
        return values;
    }

    /// <summary>The labels behind a handle to be read.</summary>
    /// <inheritdoc cref="Values"/>
    public static ReadOnlySpan<int> ReadOnlyValues<T>(this Tape<T> tape, Labels labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Recording.Guard.RequireIdle(nameof(ReadOnlyValues));
        return tape.Recording.Values(labels);
    }

    /// <summary>How many labels there are behind a handle.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="labels">A leaf of labels.</param>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    public static int CountOf<T>(this Tape<T> tape, Labels labels) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Recording.Values(labels).Length;
    }
}

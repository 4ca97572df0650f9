using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Data;

/// <summary>
/// Samples of the same width, each with what is to be learned of it: one class label, or one or more numbers. Several
/// labels a sample are numbers too: 1 for each class that applies, 0 for the others.
/// </summary>
/// <remarks>Derive from it for data that is not in memory: a copy may be asked for from several threads.</remarks>
public abstract class Dataset
{
    /// <summary>The sizes of a set.</summary>
    /// <param name="count">Samples; above 0.</param>
    /// <param name="inputs">Numbers of a sample; above 0.</param>
    /// <param name="outputs">Classes, or numbers of a target; above 0.</param>
    /// <param name="hasLabels">Whether targets are class labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not above 0.</exception>
    protected Dataset(int count, int inputs, int outputs, bool hasLabels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Count, Inputs, Outputs, HasLabels) = (count, inputs, outputs, hasLabels);
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>Numbers of one sample: the width of the first layer of a net.</summary>
    public int Inputs { get; }

    /// <summary>Classes, or numbers of one target.</summary>
    public int Outputs { get; }

    /// <summary>Whether the targets are class labels of 0 to <see cref="Outputs"/> − 1, and not numbers.</summary>
    public bool HasLabels { get; }

    /// <summary>Samples with a class label each.</summary>
    /// <param name="inputs">Samples × their width numbers, row-major; kept, not copied.</param>
    /// <param name="labels">One label a sample; kept, not copied.</param>
    /// <param name="classes">Labels are 0 to this − 1.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The inputs are not one whole row a label, or a label is out of
    /// range.</exception>
    public static Dataset OfLabels<T>(T[] inputs, int[] labels, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classes);
        if (wrong >= 0)
        {
            throw new ArgumentException($"Label {wrong} is {labels[wrong]}; there are {classes} classes.",
                nameof(labels));
        }
        return new ArraySet<T>(inputs, null, labels, labels.Length, classes);
    }

    /// <summary>Samples with one or more numbers each.</summary>
    /// <param name="inputs">Samples × their width numbers, row-major; kept, not copied.</param>
    /// <param name="targets">Samples × the numbers of a target, row-major; kept, not copied.</param>
    /// <param name="count">How many samples there are.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The inputs or the targets are not one whole row a sample.</exception>
    public static Dataset OfNumbers<T>(T[] inputs, T[] targets, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new ArraySet<T>(inputs, targets, null, count, ArraySet<T>.Width(targets, count, nameof(targets)));
    }

    /// <summary>Gathers inputs into a mini-batch.</summary>
    /// <param name="indices">Which samples, in the order wanted; may repeat.</param>
    /// <param name="destination">indices × <see cref="Inputs"/> numbers, row-major.</param>
    public abstract void CopyInputs<T>(ReadOnlySpan<int> indices, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Gathers labels into a mini-batch.</summary>
    /// <param name="indices">Which samples, in the order wanted; may repeat.</param>
    /// <param name="destination">As many numbers.</param>
    /// <exception cref="InvalidOperationException">The targets are numbers.</exception>
    public virtual void CopyLabels(ReadOnlySpan<int> indices, Span<int> destination)
        => throw new InvalidOperationException("The targets of these samples are numbers, no labels.");

    /// <summary>Gathers targets into a mini-batch.</summary>
    /// <param name="indices">Which samples, in the order wanted; may repeat.</param>
    /// <param name="destination">indices × <see cref="Outputs"/> numbers, row-major.</param>
    /// <exception cref="InvalidOperationException">The targets are labels.</exception>
    public virtual void CopyTargets<T>(ReadOnlySpan<int> indices, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new InvalidOperationException("The targets of these samples are labels, no numbers.");

    /// <summary>
    /// Tells other data from the same data, so that a training goes on with what it began with. This one reads every
    /// number; it is the same on every machine.
    /// </summary>
    public virtual ulong Fingerprint => DataHash.Of(this);

    /// <summary>Some samples of this set, which they share the memory of.</summary>
    /// <param name="rows">Their indices; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or one is not an index.</exception>
    public Dataset Part(ReadOnlySpan<int> rows) => new DatasetPart(this, rows.ToArray());

    /// <summary>
    /// Deals the samples out at random. The same seed gives the same parts on every machine.
    /// </summary>
    /// <param name="validation">The share of the second part, from 0; rounded to whole samples.</param>
    /// <param name="test">The share of the third part, from 0; rounded to whole samples.</param>
    /// <param name="seed">Decides which sample goes where.</param>
    /// <returns>The rest, to train on, and the two parts; null for a part without a sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1, or nothing would be left to train
    /// on.</exception>
    public (Dataset Train, Dataset? Validation, Dataset? Test) Split(double validation, double test, ulong seed)
    {
        int[] rows = RowSplit.Shuffled(Count, seed);
        (int held, int tested) = (RowSplit.Share(Count, validation), RowSplit.Share(Count, test));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(held + (long)tested, Count, nameof(validation));
        return (Part(rows.AsSpan(held + tested)), held == 0 ? null : Part(rows.AsSpan(0, held)),
            tested == 0 ? null : Part(rows.AsSpan(held, tested)));
    }

    /// <summary>Refuses what cannot be gathered: a batch of rows of <paramref name="width"/> numbers.</summary>
    private protected void Check<T>(Span<T> destination, ReadOnlySpan<int> indices, int width) where T : unmanaged
    {
        CheckLength(destination.Length, indices.Length, width, nameof(destination));
        if (Refs.Overlap<T, int>(destination, indices))
            throw new ArgumentException(
                "destination overlaps indices; it must be a separate span.", nameof(destination));
        // Not IndexOfAnyExceptInRange: its vectors take 10 ms to compile, more than all batches of a short run save.
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(indices), indices[i],
                    $"Entry {i} is not an index of {Count} samples.");
        }
    }

    private protected static void CheckLength(int length, int count, int width, string argument)
    {
        if (length != (long)count * width)
            throw new ArgumentException($"Length {length} where {count} × {width} numbers go.", argument);
    }
}

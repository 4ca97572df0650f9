namespace VectorLoss.Rows;

/// <summary>
/// Where the classes of a row lie in memory: side by side, as a whole number of classes says (it converts), in rows
/// that are padded or a slice of longer ones, or on any axis of an array, as PyTorch lays out images: (N, C, d₁, d₂ …).
/// </summary>
/// <remarks>
/// A sample holds <see cref="Inner"/> rows; class c of row i of sample n is the number n·<see cref="SampleStride"/> +
/// c·<see cref="ClassStride"/> + i. Rows are counted sample by sample, so labels, weights, masks and values of images
/// have the order (N, d₁, d₂ …). There are as many samples as the numbers hold; what lies between rows is neither read
/// nor written. Nothing is copied but a few rows at a time, and the bits are those of the same rows side by side.
/// <para>
/// A shape alone does not say which axis the classes are on: (8, 21, 21) may be 8 × 21 rows or images of 21 rows. So
/// the axis is always said: <see cref="Of"/>.
/// </para>
/// </remarks>
public readonly record struct ClassAxis
{
    private readonly int classStride;
    private readonly int sampleStride;

    /// <summary>Classes with no gap between rows or samples, unless the strides say so.</summary>
    /// <param name="classes">How many, at least 1.</param>
    /// <param name="inner">How many rows a sample holds, whose numbers of one class lie side by side.</param>
    public ClassAxis(int classes, int inner = 1) => (Classes, Inner) = (classes, inner);

    /// <summary>How many classes a row has.</summary>
    public int Classes { get; }

    /// <summary>How many rows a sample holds: 1 where the class axis is the last.</summary>
    public int Inner { get; }

    /// <summary>
    /// From a class to the next of the same row; <see cref="Inner"/> by default, and never less. 0 is the default.
    /// </summary>
    public int ClassStride
    {
        get => classStride == 0 ? Inner : classStride;
        init => classStride = value;
    }

    /// <summary>
    /// From a sample to the next; no gap by default, and never less. 0 is the default. For rows side by side this is
    /// the row stride.
    /// </summary>
    public int SampleStride
    {
        get => sampleStride == 0 ? Classes * ClassStride : sampleStride;
        init => sampleStride = value;
    }

    /// <summary>Rows of so many classes, one after another.</summary>
    /// <param name="classes">How many, at least 1.</param>
    public static implicit operator ClassAxis(int classes) => new(classes);

    /// <summary>The class axis of a row-major array.</summary>
    /// <param name="shape">
    /// The lengths of its dimensions: (C), one sample; (N, C); (N, C, d₁ …) with axis 1; (N, d₁ …, C) with axis −1.
    /// </param>
    /// <param name="axis">Which dimension counts the classes; from the end where it is below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or it has no length.</exception>
    public static ClassAxis Of(ReadOnlySpan<int> shape, int axis)
    {
        int at = axis < 0 ? axis + shape.Length : axis;
        if ((uint)at >= (uint)shape.Length || shape[at] < 1)
            throw new ArgumentOutOfRangeException(nameof(axis),
                $"axis is {axis}; the shape [{string.Join(", ", shape.ToArray())}] has no classes there.");
        int inner = 1;
        foreach (int length in shape[(at + 1)..])
            inner = checked(inner * length);
        // Of no rows at all, nothing is counted.
        return new(shape[at], Math.Max(1, inner));
    }

    /// <summary>The places of the rows of so many numbers.</summary>
    /// <exception cref="ArgumentException">They are no whole rows, or a stride is too small.</exception>
    internal RowPlaces Places(int length, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1, "classes");
        ArgumentOutOfRangeException.ThrowIfLessThan(Inner, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ClassStride, Inner);
        // The numbers from the first of a sample to the last.
        long extent = ((Classes - 1L) * ClassStride) + Inner, stride = sampleStride == 0 ? (long)Classes * ClassStride
            : sampleStride;
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, extent, nameof(SampleStride));
        long samples = length < extent ? 0 : ((length - extent) / stride) + 1;
        // What is left may be the gap behind the last sample, and never a part of another.
        long left = length - (samples * stride);
        if (left > 0 || (samples == 0 && length > 0))
            throw new ArgumentException(
                $"{name} has {length} elements, which are no whole rows of {Classes} classes{Text(stride)}.", name);
        return new((int)(samples * Inner), Classes, Inner, ClassStride, (int)Math.Min(stride, int.MaxValue), length);
    }

    private string Text(long stride)
        => Inner == 1 && ClassStride == 1 && stride == Classes ? ""
            : $" (inner {Inner}, class stride {ClassStride}, sample stride {stride})";
}

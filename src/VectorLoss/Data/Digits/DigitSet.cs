using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Data;

/// <summary>
/// Grey images of digits, or of other classes, with their labels: count × rows × columns bytes and count labels of 0
/// and above. Immutable.
/// </summary>
public sealed class DigitSet : Dataset
{
    /// <summary>The number of digits; a set of other images has <see cref="Dataset.Outputs"/> classes.</summary>
    public const int Classes = 10;

    private const int CacheLine = 64;

    private readonly byte[] images;
    private readonly byte[] labels;

    internal DigitSet(byte[] images, byte[] labels, int rows, int columns, int classes = Classes)
        : base(labels.Length, rows * columns, classes, hasLabels: true)
    {
        this.images = images;
        this.labels = labels;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Pixels from top to bottom.</summary>
    public int Rows { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Columns { get; }

    /// <summary>Pixels of one image: the width of the input layer.</summary>
    public int Pixels => Rows * Columns;

    /// <summary>All pixels, image after image, row-major; 0 is paper, 255 is ink.</summary>
    public ReadOnlySpan<byte> Images => images;

    /// <summary>All labels, 0 and above.</summary>
    public ReadOnlySpan<byte> Labels => labels;

    /// <summary>The pixels of one image, row-major.</summary>
    /// <param name="index">0 to <see cref="Dataset.Count"/> − 1.</param>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return images.AsSpan(index * Pixels, Pixels);
    }

    /// <summary>
    /// Loads the four MNIST files of a directory: train-images-idx3-ubyte, train-labels-idx1-ubyte,
    /// t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each plain or with .gz, also as train-images.idx3-ubyte and
    /// so on.
    /// </summary>
    /// <param name="directory">Where the files lie.</param>
    /// <returns>Two sets of as many classes: one more than the largest label of both.</returns>
    /// <exception cref="DataFormatException">A file is missing or damaged, or two files do not agree.</exception>
    public static (DigitSet Train, DigitSet Test) Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new DataFormatException(directory, File.Exists(directory)
                ? "this is a file; the four IDX files of a data set stand in a directory"
                : "there is no such directory");
        }
        DigitSet train = LoadPart(directory, "train");
        DigitSet test = LoadPart(directory, "t10k");
        if (test.Rows != train.Rows || test.Columns != train.Columns)
        {
            string both = $"{train.Rows} × {train.Columns} and {test.Rows} × {test.Columns}";
            throw new DataFormatException(directory, $"training and test images differ in size: {both} pixels");
        }
        int classes = Math.Max(train.Outputs, test.Outputs);
        return (train.With(classes), test.With(classes));
    }

    /// <summary>Loads one pair of files; there is one class more than the largest label.</summary>
    /// <param name="imagesPath">An IDX file of images.</param>
    /// <param name="labelsPath">An IDX file of labels.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged, or the two do not agree.</exception>
    public static DigitSet Load(string imagesPath, string labelsPath)
        => Pair(Idx.ReadImages(imagesPath), imagesPath, Idx.ReadLabels(labelsPath), labelsPath);

    /// <summary>Reads one pair of seekable streams, plain or gzip; both stay open.</summary>
    /// <param name="images">IDX images.</param>
    /// <param name="imagesName">What messages shall call the images.</param>
    /// <param name="labels">IDX labels.</param>
    /// <param name="labelsName">What messages shall call the labels.</param>
    /// <exception cref="DataFormatException">A stream is damaged, or the two do not agree.</exception>
    public static DigitSet Read(Stream images, string imagesName, Stream labels, string labelsName)
        => Pair(Idx.ReadImages(images, imagesName), imagesName, Idx.ReadLabels(labels, labelsName), labelsName);

    /// <summary>
    /// Gathers images into a mini-batch, scaled to [0, 1]: byte / 255, rounded once. Allocates nothing.
    /// </summary>
    /// <param name="indices">Which images, in the order wanted; may repeat.</param>
    /// <param name="destination">indices × <see cref="Pixels"/> numbers, row-major.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The length does not fit, or the spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of an image.</exception>
    public override void CopyInputs<T>(ReadOnlySpan<int> indices, Span<T> destination)
    {
        Check(destination, indices, Pixels);
        for (int i = 0; i < indices.Length; i++)
        {
            if (i + 1 < indices.Length)
                Fetch(indices[i + 1]);
            PixelScaling.Scale(images.AsSpan(indices[i] * Pixels, Pixels), destination.Slice(i * Pixels, Pixels));
        }
    }

    /// <summary>Gathers labels into a mini-batch. Allocates nothing.</summary>
    /// <param name="indices">Which labels, in the order wanted; may repeat.</param>
    /// <param name="destination">As many numbers.</param>
    /// <exception cref="ArgumentException">The length does not fit, or the spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of a label.</exception>
    public override void CopyLabels(ReadOnlySpan<int> indices, Span<int> destination)
    {
        Check(destination, indices, 1);
        for (int i = 0; i < indices.Length; i++)
            destination[i] = labels[indices[i]];
    }

    /// <summary>
    /// Gathers labels as rows of a number a class: one at the label, zero elsewhere. Allocates nothing.
    /// </summary>
    /// <param name="indices">Which labels, in the order wanted; may repeat.</param>
    /// <param name="destination">indices × <see cref="Dataset.Outputs"/> numbers, row-major.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The length does not fit, or the spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of a label.</exception>
    public void CopyOneHot<T>(ReadOnlySpan<int> indices, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(destination, indices, Outputs);
        destination.Clear();
        for (int i = 0; i < indices.Length; i++)
            destination[(i * Outputs) + labels[indices[i]]] = T.One;
    }

    /// <summary>Some of the images with their labels, as a set of as many classes.</summary>
    /// <param name="indices">Which images, in the order wanted; may repeat.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of an image.</exception>
    public DigitSet Pick(ReadOnlySpan<int> indices)
    {
        byte[] pixels = new byte[indices.Length * Pixels], names = new byte[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * Pixels));
            names[i] = labels[indices[i]];
        }
        return new(pixels, names, Rows, Columns, Outputs);
    }

    /// <inheritdoc/>
    public override ulong Fingerprint => DataHash.Of(this);

    private DigitSet With(int classes) => new(images, labels, Rows, Columns, classes);

    private static DigitSet LoadPart(string directory, string part)
        => Load(Find(directory, part + "-images", "idx3-ubyte"), Find(directory, part + "-labels", "idx1-ubyte"));

    private static string Find(string directory, string stem, string kind)
    {
        string dashed = Path.Combine(directory, $"{stem}-{kind}");
        string dotted = Path.Combine(directory, $"{stem}.{kind}");
        foreach (string path in (ReadOnlySpan<string>)[dashed, dashed + ".gz", dotted, dotted + ".gz"])
        {
            if (File.Exists(path))
                return path;
        }
        throw new DataFormatException(dashed, "there is no such file, nor one with .gz");
    }

    private static DigitSet Pair(IdxFile images, string imagesName, IdxFile labels, string labelsName)
    {
        if (images.Count != labels.Count)
        {
            string reason = $"holds {labels.Count} labels, but {imagesName} holds {images.Count} images";
            throw new DataFormatException(labelsName, reason);
        }
        byte largest = 0;
        foreach (byte label in labels.Values)
            largest = Math.Max(largest, label);
        return new DigitSet(images.Array, labels.Array, images.Dimensions[1], images.Dimensions[2], largest + 1);
    }

    // The images of a batch are scattered over memory: copying 100 of 60,000 took 43 µs, and takes 24 µs with prefetch.
    private void Fetch(int index)
    {
        for (int pixel = 0; pixel < Pixels; pixel += CacheLine)
            Refs.Prefetch(in images[(index * Pixels) + pixel]);
    }
}

using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

public sealed class DigitSetTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-digits-").FullName;

    private static DigitSet Embedded { get; } = DigitSet.Load(RepositoryFiles.Data("digits")).Test;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Put(string name, byte[] content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Images(int count, int side = 2)
        => Bytes(stream => Idx.Write(stream, [count, side, side], new byte[count * side * side]));

    private static byte[] Labels(params byte[] labels) => Bytes(stream => Idx.Write(stream, [labels.Length], labels));

    [Fact]
    public void Four_files_are_found_under_every_spelling()
    {
        Put("train-images.idx3-ubyte", Images(3));
        Put("train-labels-idx1-ubyte.gz", Gzip(Labels(1, 2, 3)));
        Put("t10k-images-idx3-ubyte", Gzip(Images(1)));
        Put("t10k-labels.idx1-ubyte.gz", Labels(9));
        (DigitSet train, DigitSet test) = DigitSet.Load(directory);
        Assert.Equal((3, 2, 2, 4), (train.Count, train.Rows, train.Columns, train.Pixels));
        Assert.Equal([1, 2, 3], train.Labels.ToArray());
        Assert.Equal([9], test.Labels.ToArray());
    }

    [Fact]
    public void Images_are_picked_with_their_labels_and_all_classes()
    {
        DigitSet some = Embedded.Pick([7, 3, 7]);
        Assert.Equal((3, Embedded.Rows, Embedded.Columns, Embedded.Outputs),
            (some.Count, some.Rows, some.Columns, some.Outputs));
        Assert.Equal([Embedded.Labels[7], Embedded.Labels[3], Embedded.Labels[7]], some.Labels.ToArray());
        foreach ((int at, int from) in ((int, int)[])[(0, 7), (1, 3), (2, 7)])
            Assert.Equal(Embedded.Image(from).ToArray(), some.Image(at).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedded.Pick([Embedded.Count]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedded.Pick([-1]));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        string nowhere = Path.Combine(directory, "nowhere");
        Refused(() => DigitSet.Load(nowhere), nowhere, "no such directory");
        Put("train-images-idx3-ubyte", Images(1));
        string labels = Path.Combine(directory, "train-labels-idx1-ubyte");
        Refused(() => DigitSet.Load(directory), labels, "no such file");
    }

    [Fact]
    public void Counts_that_differ_are_named()
    {
        string images = Put("images", Images(3));
        string two = Put("two", Labels(1, 2));
        Refused(() => DigitSet.Load(images, two), two, "2 labels", "3 images", images);
        Refused(() => DigitSet.Load(two, images), two, "labels", "images");
    }

    [Theory]
    [InlineData(1, (byte)0, (byte)0)]
    [InlineData(2, (byte)1, (byte)0)]
    [InlineData(8, (byte)3, (byte)7)]
    public void Classes_are_counted_up_to_the_largest_label(int classes, params byte[] labels)
        => Assert.Equal(classes, DigitSet.Load(Put("images", Images(2)), Put("labels", Labels(labels))).Outputs);

    [Fact]
    public void Training_and_test_images_must_have_one_size()
    {
        Put("train-images-idx3-ubyte", Images(1));
        Put("train-labels-idx1-ubyte", Labels(1));
        Put("t10k-images-idx3-ubyte", Images(1, side: 3));
        Put("t10k-labels-idx1-ubyte", Labels(1));
        Refused(() => DigitSet.Load(directory), directory, "2 × 2 and 3 × 3");
    }

    [Fact]
    public void Pixels_are_the_byte_over_255_rounded_once()
    {
        int[] indices = [7, 0, 1999, 7];
        float[] single = new float[indices.Length * 784];
        double[] twice = new double[indices.Length * 784];
        Embedded.CopyInputs<float>(indices, single);
        Embedded.CopyInputs<double>(indices, twice);
        for (int i = 0; i < single.Length; i++)
        {
            byte pixel = Embedded.Image(indices[i / 784])[i % 784];
            Assert.Equal(pixel / 255f, single[i]);
            Assert.Equal(pixel / 255.0, twice[i]);
        }
    }

    [Fact]
    public void Labels_and_one_hot_rows_agree()
    {
        int[] indices = [5, 5, 0, 1234];
        int[] labels = new int[4];
        float[] rows = new float[40];
        rows.AsSpan().Fill(float.NaN);
        Embedded.CopyLabels(indices, labels);
        Embedded.CopyOneHot<float>(indices, rows);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(Embedded.Labels[indices[i]], labels[i]);
            Assert.Equal(Enumerable.Range(0, 10).Select(c => c == labels[i] ? 1f : 0f), rows[(10 * i)..(10 * (i + 1))]);
        }
    }

    [Fact]
    public void Gathering_allocates_nothing()
    {
        int[] indices = [.. Enumerable.Range(100, 100)];
        float[] images = new float[100 * 784];
        int[] labels = new int[100];
        double[] rows = new double[1000];
        Allocations.None(()
        =>
        {
            Embedded.CopyInputs<float>(indices, images);
            Embedded.CopyLabels(indices, labels);
            Embedded.CopyOneHot<double>(indices, rows);
        });
    }

    [Fact]
    public void Wrong_lengths_and_indices_are_argument_errors_and_write_nothing()
    {
        float[] batch = new float[784];
        Assert.Throws<ArgumentException>("destination", () => Embedded.CopyInputs<float>([1, 2], batch));
        Assert.Throws<ArgumentException>("destination", () => Embedded.CopyLabels([1], new int[2]));
        Assert.Throws<ArgumentException>("destination", () => Embedded.CopyOneHot<float>([1], new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>("indices", () => Embedded.CopyInputs<float>([2000], batch));
        Assert.Throws<ArgumentOutOfRangeException>("indices", () => Embedded.CopyLabels([-1], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => Embedded.Image(2000).ToArray());
        Assert.All(batch, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void Real_mnist_is_read()
    {
        (DigitSet train, DigitSet test) = DigitSet.Load(RepositoryFiles.SharedMnistOrSkip());
        Assert.Equal((60_000, 28, 28), (train.Count, train.Rows, train.Columns));
        Assert.Equal(10_000, test.Count);
        // Published: the mean grey level of the training images is 0.1307.
        Assert.Equal(0.1307, train.Images.ToArray().Average(pixel => pixel / 255.0), 0.00005);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], train.Labels[..10].ToArray());
    }
}

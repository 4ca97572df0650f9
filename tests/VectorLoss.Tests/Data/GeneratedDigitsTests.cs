using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

public class GeneratedDigitsTests
{
    [Theory]
    [InlineData("train", 12_000, 1UL)]
    [InlineData("t10k", 2_000, 2UL)]
    public void The_committed_sample_is_drawn_again_byte_for_byte(string part, int count, ulong seed)
    {
        DigitSet drawn = GeneratedDigits.Create(count, seed);
        IdxFile images = Idx.ReadImages(RepositoryFiles.Data($"digits/{part}-images-idx3-ubyte.gz"));
        IdxFile labels = Idx.ReadLabels(RepositoryFiles.Data($"digits/{part}-labels-idx1-ubyte.gz"));
        Assert.Equal([count, 28, 28], images.Dimensions);
        Assert.True(images.Values.SequenceEqual(drawn.Images));
        Assert.True(labels.Values.SequenceEqual(drawn.Labels));
    }

    [Fact]
    public void The_program_carries_the_committed_sample()
    {
        (DigitSet train, DigitSet test) = EmbeddedDigits.Load();
        (DigitSet fileTrain, DigitSet fileTest) = DigitSet.Load(RepositoryFiles.Data("digits"));
        Assert.True(train.Images.SequenceEqual(fileTrain.Images) && train.Labels.SequenceEqual(fileTrain.Labels));
        Assert.True(test.Images.SequenceEqual(fileTest.Images) && test.Labels.SequenceEqual(fileTest.Labels));
    }

    [Fact]
    public void A_longer_set_starts_with_the_shorter_one_of_the_same_seed()
    {
        DigitSet few = GeneratedDigits.Create(20, 7);
        DigitSet more = GeneratedDigits.Create(50, 7);
        Assert.True(more.Images.StartsWith(few.Images));
        Assert.True(more.Labels.StartsWith(few.Labels));
        Assert.False(GeneratedDigits.Create(20, 8).Images.SequenceEqual(few.Images));
    }

    [Fact]
    public void Every_class_comes_about_as_often_and_every_image_has_ink()
    {
        DigitSet digits = DigitSet.Load(RepositoryFiles.Data("digits")).Train;
        int[] counts = new int[DigitSet.Classes];
        for (int i = 0; i < digits.Count; i++)
        {
            counts[digits.Labels[i]]++;
            Assert.InRange(digits.Image(i).ToArray().Sum(pixel => pixel), 2_000, 80_000);
        }
        // 12,000 draws of probability 0.1 have a standard deviation of 33; five of them are never seen by chance.
        Assert.All(counts, count => Assert.InRange(count, 1_200 - 165, 1_200 + 165));
    }

    [Fact]
    public void No_digits_is_an_argument_error()
        => Assert.Throws<ArgumentOutOfRangeException>("count", () => GeneratedDigits.Create(0, 1));
}

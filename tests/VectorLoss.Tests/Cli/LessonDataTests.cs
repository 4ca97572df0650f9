using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>lesson --data</c>: which digits the lessons take, said before one runs.</summary>
public sealed class LessonDataTests : Workplace
{
    [Theory]
    [InlineData(28, 28, 400, 9, "there are 400 images to learn from and 1,000 to test with")]
    [InlineData(28, 28, 5000, 25, "there are 26 classes")]
    [InlineData(20, 20, 5000, 9, "there are images of 20 × 20 pixels")]
    public void Digits_that_a_lesson_could_not_learn_are_refused_before_one_runs(int rows, int columns, int count,
        int largest, string reason)
    {
        Write("train", rows, columns, count, largest);
        Write("t10k", rows, columns, 1000, 9);
        Answer answer = Run("lesson", "margins", "--data", At("digits"));
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.StartsWith($"vectorloss: --data {At("digits")}: the lessons take at least 5,000 images", answer.Line);
        Assert.EndsWith(reason, answer.Line);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_refused_also_by_a_lesson_that_needs_no_digits()
        => Assert.Equal($"vectorloss: --data {At("none")}: there is no such directory",
            Run("lesson", "margins", "--data", At("none")).Line);

    private void Write(string part, int rows, int columns, int count, int largest)
    {
        Directory.CreateDirectory(At("digits"));
        using FileStream images = File.Create(At($"digits/{part}-images-idx3-ubyte"));
        Idx.Write(images, [count, rows, columns], new byte[count * rows * columns]);
        using FileStream labels = File.Create(At($"digits/{part}-labels-idx1-ubyte"));
        Idx.Write(labels, [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % (largest + 1)))]);
    }
}

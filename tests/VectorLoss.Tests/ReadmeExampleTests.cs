using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>The README's example: the same lines, compiled and run.</summary>
public class ReadmeExampleTests
{
    [Fact]
    public void The_example_of_the_README_runs_and_says_what_it_says()
    {
        // README begins
        float[] predictions = [2.5f, 0.0f, 2.1f, 7.8f], targets = [3.0f, -0.5f, 2.0f, 5.0f], gradient = new float[4];
        // 0.63875; gradient[3] = 0.25
        double loss = new Huber(delta: 1.0).MeanAndGradient(predictions, targets, gradient);

        // Record once …
        var tape = new Tape<float>();
        Var x = tape.Input(new Shape(32, 784));
        Var w = tape.Parameter(new Shape(784, 10)), b = tape.Parameter(new Shape(1, 10));
        Labels labels = tape.Labels(32);
        Var crossEntropy = tape.SoftmaxCrossEntropy(tape.Linear(x, w, b), labels);
        // … replay with new numbers; then tape.Gradient(w) is ready.
        tape.Values(x).Fill(0.5f);
        tape.Forward();
        tape.Backward(crossEntropy);
        // README ends
        Assert.Equal(0.63875, loss, 1e-6);
        Assert.Equal(0.25f, gradient[3]);
        Assert.Equal(Math.Log(10), tape.Scalar(crossEntropy), 1e-6);
        Assert.Equal(784 * 10, tape.Gradient(w).Length);
        Assert.Equal(-0.45f, tape.Gradient(w)[0], 1e-6f);
    }

    [Fact]
    public void The_README_runs_on_slices_images_and_numbers_of_16_bits()
    {
        float[] numbers = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i * 7))], gradient = new float[60];
        int[] labels = [0, 3, 1, 2, 2, 0, 1, 3, 0, 1, 2, 3, 3, 2, 1];
        // README begins
        // Six rows of ten numbers, of which four are the classes; what lies between them is neither read nor written.
        ReadOnlyTensorSpan<float> slice = new ReadOnlyTensorSpan<float>(numbers, [6, 10]).Slice(.., 3..7);
        ClassAxis axis = new((int)slice.Lengths[1]) { SampleStride = (int)slice.Strides[0] };
        ReadOnlySpan<float> rows = MemoryMarshal.CreateReadOnlySpan(in slice.GetPinnableReference(), 5 * 10 + 4);
        double sliced = new CrossEntropy().Value(rows, axis, labels.AsSpan(0, 6));
        // PyTorch's layout, (N, C, d₁ …); the labels are (N, d₁ …).
        double images = new CrossEntropy().ValueAndGradient(
            numbers, ClassAxis.Of([3, 4, 5], axis: 1), labels, gradient);
        // Logits of 16 bits, and their gradient in place: BFloat16 or Half.
        BFloat16[] logits = Array.ConvertAll(numbers, number => (BFloat16)number);
        double narrow = NarrowSoftmaxLosses.ValueAndGradient<CrossEntropy, BFloat16>(new(), logits, 4, labels, logits);
        // README ends
        float[] plain = [.. Enumerable.Range(0, 6).SelectMany(row => numbers[(row * 10 + 3)..(row * 10 + 7)])];
        Assert.Equal(new CrossEntropy().Value(plain, 4, labels.AsSpan(0, 6)), sliced);
        float[] moved = [.. Enumerable.Range(0, 60).Select(i => numbers[i / 20 * 20 + i % 4 * 5 + i / 4 % 5])];
        Assert.Equal(new CrossEntropy().Value(moved, 4, labels), images);
        Assert.Equal(new CrossEntropy().Value(numbers, 4, labels), narrow, 1e-2);
    }

    [Theory]
    [InlineData("README.md", 2)]
    [InlineData("packaging/VectorLoss.md", 1)]
    public void The_README_shows_the_very_lines_that_this_test_runs(string readme, int examples)
    {
        string source = File.ReadAllText(Path.Combine(RepositoryFiles.Root,
            "tests/VectorLoss.Tests/ReadmeExampleTests.cs"));
        foreach (string part in source.Split("        // README begins\n").Skip(1).Take(examples))
        {
            string[] lines = part.Split("        // README ends")[0].Split('\n');
            string example = string.Join('\n', lines.Select(
                line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line)).TrimEnd();
            Assert.Contains(example, File.ReadAllText(Path.Combine(RepositoryFiles.Root, readme)),
                StringComparison.Ordinal);
        }
    }
}

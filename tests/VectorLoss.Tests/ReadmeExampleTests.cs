using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
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

    [Theory]
    [InlineData("README.md")]
    [InlineData("packaging/VectorLoss.md")]
    public void The_README_shows_the_very_lines_that_this_test_runs(string readme)
    {
        string source = File.ReadAllText(Path.Combine(RepositoryFiles.Root,
            "tests/VectorLoss.Tests/ReadmeExampleTests.cs"));
        string[] lines = source.Split("// README begins\n")[1].Split("        // README ends")[0].Split('\n');
        string example = string.Join('\n', lines.Select(line => line.StartsWith("        ", StringComparison.Ordinal)
            ? line[8..] : line)).TrimEnd();
        Assert.Contains(example, File.ReadAllText(Path.Combine(RepositoryFiles.Root, readme)),
            StringComparison.Ordinal);
    }
}

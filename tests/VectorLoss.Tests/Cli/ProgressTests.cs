using VectorLoss.Cli;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Long work says how far it is, whether somebody watches or not.</summary>
public sealed class ProgressTests : Workplace
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_of_minutes_says_how_far_it_is_and_how_long_it_takes(bool watched)
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(2));
        using StringWriter output = new(), error = new();
        Terminal terminal = new(output, error, watched, stop.Token) { Patience = TimeSpan.FromMilliseconds(200) };
        string[] words = ["train", "--gradient", "numerical", "--steps", "5", "--threads", "1"];
        Assert.Equal(ExitCode.Interrupted, CommandLine.Run(words, terminal));
        string said = string.Concat(error.ToString().Where(letter => letter is not ('\r' or '\n')));
        Assert.Matches(@"step 1 of 5, gradient [\d,]+ of 101,770", said);
        Assert.Matches(@"\d (s|min|h|days) left of the step, [\d.,]+ (s|min|h|days) in all", said);
        Assert.DoesNotContain("NaN", output.ToString());
    }

    [Fact]
    public void Work_that_is_over_in_a_moment_says_nothing()
    {
        using StringWriter error = new();
        using (new WorkProgress(new(TextWriter.Null, error, false, null), () => new("working", 0.5)))
        {
        }
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void The_rest_is_estimated_from_what_is_done()
    {
        using StringWriter error = new();
        Terminal terminal = new(TextWriter.Null, error, false, null) { Patience = TimeSpan.FromMilliseconds(50) };
        using (new WorkProgress(terminal, () => new("working", 0.5)))
            Assert.True(SpinWait.SpinUntil(() => error.ToString().Contains('\n'), 60_000));
        Assert.Matches(@"^working · about \d+ s left", error.ToString());
    }

    [Fact]
    public void A_line_that_was_redrawn_is_erased()
    {
        using StringWriter error = new();
        using (new WorkProgress(new(TextWriter.Null, error, true, null), () => new(new string('x', 200), double.NaN)))
            Assert.True(SpinWait.SpinUntil(() => error.ToString().Length > 0, 60_000));
        Assert.EndsWith("\r\e[K", error.ToString());
        Assert.All(error.ToString().Split('\r'), line => Assert.InRange(line.Length, 0, 83));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(99, "99 s")]
    [InlineData(720, "12 min")]
    [InlineData(12600, "3.5 h")]
    [InlineData(86400 * 60, "60 days")]
    public void Times_are_said_in_their_unit(double seconds, string text)
        => Assert.Equal(text, Durations.Text(seconds));

    [Fact]
    public void Components_of_a_gradient_are_counted_once_each()
    {
        TrainingPlan plan = new() { Steps = 3, BatchSize = 10, Rate = LearningRate.Constant(1) };
        TrainingProgress progress = new(plan);
        Assert.Null(progress.Text(wide: true));
        progress.OnGradient(5, 10);
        Assert.StartsWith("step 1 of 3, gradient 5 of 10 · ", progress.Text(wide: true));
        progress.OnStep(new(1, 0.5, 0.5, 1, double.NaN, 100));
        Assert.StartsWith("step 1 of 3 · loss 0.5000", progress.Text(wide: true));
        progress.OnGradient(2, 10);
        Assert.StartsWith("step 2 of 3, gradient 2 of 10 · loss 0.5000", progress.Text(wide: true));
    }
}

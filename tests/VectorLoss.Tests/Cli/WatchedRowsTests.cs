using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Cli.TensorBoard;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Losses are called by the rows that they are of.</summary>
public sealed class WatchedRowsTests : TableWorkplace
{
    [Theory]
    [InlineData("validation", "--validation", "0.3")]
    [InlineData("validation", "--patience", "3")]
    [InlineData("validation", "--schedule", "plateau")]
    [InlineData("test", "--test", "0.4")]
    [InlineData("training", "--test", "0")]
    public void Curves_are_of_the_rows_that_evaluations_look_at_and_the_test_loss_of_the_test_rows(string watches,
        params string[] more)
    {
        Table("a,y\n", i => $"{i},{3 * i % 7}.5\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y", "--steps", "20", "--eval-every", "5", .. more];
        JsonElement run = JsonDocument.Parse(Fit([.. words, "--dtype", "double", "--metrics", At("m.jsonl"), "--report",
            At("r.html"), "--tensorboard", At("log")]).Out).RootElement;
        // Errors are of scaled numbers: those of the table over the deviation.
        JsonElement notes = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["table"]).RootElement;
        double error = run.GetProperty("scores").GetProperty("RMSE").GetDouble()
            / notes.GetProperty("targets")[0].GetProperty("deviation").GetDouble();
        bool hasTest = watches != "training";
        Assert.Equal(hasTest ? JsonValueKind.Number : JsonValueKind.Null, run.GetProperty("testLoss").ValueKind);
        Assert.Equal(error * error, run.GetProperty(hasTest ? "testLoss" : "trainingLoss").GetDouble(), 1e-9);
        if (watches == "validation")
            Assert.NotEqual(run.GetProperty("testLoss").GetDouble(), run.GetProperty("validationLoss").GetDouble());
        else if (hasTest)
            Assert.False(run.TryGetProperty("validationLoss", out _));
        JsonElement[] evaluations = [.. File.ReadLines(At("m.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == "evaluation")];
        Assert.NotEmpty(evaluations);
        Assert.All(evaluations, line => Assert.Equal(["event", "step", $"{watches}Accuracy", $"{watches}Loss"],
            line.EnumerateObject().Select(member => member.Name)));
        Assert.Contains($">{watches}<", File.ReadAllText(At("r.html")));
        byte[] events = File.ReadAllBytes(Assert.Single(Directory.GetFiles(At("log"))));
        Assert.True(events.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes($"{watches}/loss")) > 0);
        JsonElement kept = JsonDocument.Parse(StoredModel.Load(At("net")).Notes["summary"]).RootElement;
        Assert.Equal(run.GetProperty("testLoss").GetRawText(), kept.GetProperty("testLoss").GetRawText());
    }

    // 600 images to learn from: a fifth is held out, and the accuracy in the end is that of the test images.
    [Theory]
    [InlineData(120, "--patience", "2")]
    [InlineData(120, "--schedule", "plateau")]
    [InlineData(120, "--validation", "0.2")]
    [InlineData(0, "--schedule", "constant")]
    public void Images_to_choose_by_are_held_out_of_those_to_learn_from(int held, params string[] more)
    {
        Answer answer = Train(["--json", "--save", At("net"), "--metrics", At("m.jsonl"), "--report", At("r.html"),
            "--batch", "480", "--sampling", "epochs", "--steps", "6", .. more]);
        Assert.True(answer.Exit == ExitCode.Done, answer.Error);
        JsonElement run = JsonDocument.Parse(answer.Out).RootElement;
        Assert.Equal(held > 0, run.TryGetProperty("validationAccuracy", out JsonElement accuracy));
        if (held > 0)
            Assert.Equal(0, accuracy.GetDouble() * held % 1, 1e-9);
        string watches = held > 0 ? "validation" : "test";
        Assert.Contains($"\"{watches}Loss\"", File.ReadAllText(At("m.jsonl")));
        Assert.Contains($">{watches}<", File.ReadAllText(At("r.html")));
        JsonElement eval = JsonDocument.Parse(Run("eval", "--model", At("net"), "--data", Data, "--json").Out)
            .RootElement;
        Assert.Equal(eval.GetProperty("testAccuracy").GetDouble(), run.GetProperty("testAccuracy").GetDouble());
        // 481 rows are more than are left of 600 where some are held out.
        answer = Train(["--batch", "481", "--steps", "6", .. more]);
        Assert.Equal(held > 0 ? ExitCode.BadInput : ExitCode.Done, answer.Exit);
        answer = Train(["--steps", "6", .. more]);
        Assert.Matches(@"^Test accuracy [\d.]+ %  \(\d+ of 230 images right", answer.Out);
    }

    [Theory]
    [InlineData("holds out 0 of 600 training images: none is left to evaluate on", "0", "--patience", "2")]
    [InlineData("holds out 0 of 600 training images: none is left to evaluate on", "0.0001")]
    [InlineData("holds out 600 of 600 training images: none is left to learn from", "0.9999")]
    public void A_share_of_images_that_is_none_or_all_is_refused(string reason, string share, params string[] more)
    {
        Answer answer = Train(["--steps", "6", "--validation", share, .. more]);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.EndsWith($"--validation {share} {reason}", answer.Line);
    }

    [Theory]
    [InlineData("--patience", "2")]
    [InlineData("--schedule", "plateau")]
    public void What_is_chosen_by_evaluations_is_not_chosen_by_the_test_rows(params string[] more)
    {
        Table("a,y\n", i => $"{i},{3 * i % 7}.5\n");
        string[] words = ["--csv", At("t.csv"), "--target", "y", "--eval-every", "1", .. more];
        Refused([.. words, "--validation", "0"], "the test rows would no longer be new to the net");
        // A thousandth of a hundred rows is none.
        Refused([.. words, "--validation", "0.001"], more[0]);
        Assert.Equal(ExitCode.Done, Run(["train", .. words, "--steps", "5", "--validation", "0", "--test", "0"]).Exit);
    }
}

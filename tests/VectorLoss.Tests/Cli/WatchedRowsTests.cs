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

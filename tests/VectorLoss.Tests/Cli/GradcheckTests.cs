using System.Text.Json;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class GradcheckTests : Workplace
{
    [Fact]
    public void All_pass_with_exit_code_0()
    {
        Answer answer = Run("gradcheck", "--loss", "huber", "--cases", "2");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.StartsWith("passed:", answer.Out);
        Assert.Equal(ExitCode.Done, Run("gradcheck", "--op", "matmul", "--cases", "2", "--mode", "fast").Exit);
        Assert.Equal(ExitCode.Done, Run("gradcheck", "--loss", "cross-entropy", "--cases", "2", "--dtype",
            "float").Exit);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer_as_json()
    {
        string[] words = ["gradcheck", "--op", "softmax", "--cases", "2", "--seed", "5", "--json"];
        Answer answer = Run(words);
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.True(json.GetProperty("passed").GetBoolean());
        Assert.True(json.GetProperty("elements").GetInt32() > 0);
        Assert.Equal(answer.Out, Run(words).Out);
    }

    [Fact]
    public void A_page_with_a_heat_map_is_written()
    {
        Assert.Equal(ExitCode.Done, Run("gradcheck", "--op", "all", "--cases", "1", "--report", At("page.html")).Exit);
        string page = File.ReadAllText(At("page.html"));
        Assert.Contains("<svg", page);
        Assert.Contains("matmul, case 0", page);
    }

    [Theory]
    [InlineData("--loss nope", "--loss: there is no loss 'nope'")]
    [InlineData("--op nope", "--op: there is no op 'nope'")]
    [InlineData("--cases 0", "--cases takes a whole number from 1")]
    [InlineData("--mode slow", "--mode takes one of exhaustive, fast")]
    [InlineData("--dtype half", "--dtype takes one of double, float")]
    [InlineData("--op add --dtype float", "--dtype float judges losses")]
    [InlineData("--self-test --op add", "--self-test has a corpus of its own")]
    [InlineData("--report /", "--report /: cannot be written")]
    public void What_cannot_be_done_is_said_in_one_line(string words, string reason)
    {
        Answer answer = Run(["gradcheck", .. words.Split(' ')]);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains(reason, answer.Line);
        Assert.Equal("", answer.Out);
    }

    [Fact]
    public void A_run_can_be_interrupted()
        => Assert.Equal(ExitCode.Interrupted, Run(new CancellationToken(true), "gradcheck", "--loss", "mse").Exit);
}

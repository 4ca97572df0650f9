using System.Text.Json;
using System.Xml.Linq;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class GradcheckTests : Workplace
{
    [Theory]
    [InlineData("--op", "softmax-cross-entropy", "^NOTHING JUDGED; 1 not judged; of 2 kernels nothing was judged$")]
    [InlineData("--loss", "mse", "^passed: [0-9,]+ results within their bounds, proved at these points and no others$")]
    public void What_a_proof_did_not_judge_stands_in_the_last_line(string option, string name, string last)
    {
        Answer answer = Run("gradcheck", option, name, "--certify", "--cases", "1");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Matches(last, answer.Out.TrimEnd('\n').Split('\n')[^1]);
    }

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
        Assert.Contains("matmul, input 1, case 0", page);
        Assert.Contains("The worst element of each argument", page);
    }

    [Fact]
    public void The_page_of_losses_has_a_row_for_each_argument_a_scale_and_a_reason_for_each_outlier()
    {
        Assert.Equal(ExitCode.Done, Run("gradcheck", "--loss", "gaussian-nll", "--cases", "3", "--report",
            At("page.html")).Exit);
        string page = File.ReadAllText(At("page.html"));
        string[] rows = ["gaussian-nll, input", "gaussian-nll, var"];
        Assert.All(rows, row => Assert.Contains($"text-anchor=\"end\">{row}</text>", page));
        Assert.Contains("text-anchor=\"middle\">0.1</text>", page);
        Assert.Contains("error bars", page);
    }

    [Fact]
    public void JUnit_has_a_test_case_for_each_gradient()
    {
        Assert.Equal(ExitCode.Done, Run("gradcheck", "--op", "matmul", "--cases", "3", "--junit", At("j.xml")).Exit);
        XElement suite = XDocument.Load(At("j.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("6", "0", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value,
            suite.Attribute("errors")!.Value));
        Assert.Equal(3, suite.Elements("testcase").Count(one
            => one.Attribute("classname")!.Value == "gradcheck.matmul, input 0"));
    }

    [Theory]
    [InlineData("--loss nope", "--loss: there is no loss 'nope'")]
    [InlineData("--op nope", "--op: there is no op 'nope'")]
    [InlineData("--cases 0", "--cases takes a whole number from 1")]
    [InlineData("--mode slow", "--mode takes one of exhaustive, fast")]
    [InlineData("--dtype half", "--dtype takes one of double, float")]
    [InlineData("--op add --dtype float", "--dtype float judges losses")]
    [InlineData("--self-test --op add", "--op does not go with --self-test")]
    [InlineData("--at x.npy", "--at has no effect without --program")]
    [InlineData("--workers 2 --op add", "--workers has no effect without --program")]
    [InlineData("--workers 0", "--workers takes a whole number from 1 to 256")]
    [InlineData("--template cobol", "--template takes one of python, pytorch, c, javascript")]
    [InlineData("--junit /", "--junit /: cannot be written")]
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

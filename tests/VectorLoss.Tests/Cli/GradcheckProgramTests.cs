using System.Text.Json;
using System.Xml.Linq;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The gradient of a program in any language: verdicts, protocol, output.</summary>
public sealed class GradcheckProgramTests : GradcheckProgramWorkplace
{
    [Theory]
    [InlineData("exhaustive", "double", 1)]
    [InlineData("exhaustive", "double", 2)]
    [InlineData("exhaustive", "float", 1)]
    [InlineData("fast", "double", 1)]
    public void A_right_gradient_passes_and_a_wrong_one_fails(string mode, string precision, int workers)
    {
        Need("python3");
        string[] more = ["--mode", mode, "--precision", precision, "--workers", $"{workers}"];
        Answer right = Check($"python3 {At("squares.py")}", more);
        Assert.Equal((ExitCode.Done, ""), (right.Exit, right.Error));
        Assert.Contains("passed, 2 Pass", right.Out);
        Answer wrong = Check($"python3 {At("squares.py")} 1.1", more);
        Assert.Equal(ExitCode.GoalMissed, wrong.Exit);
        Assert.Contains("FAILED, 2 Fail", wrong.Out);
        Assert.Contains("x[1]: Fail", wrong.Out);
    }

    [Fact]
    public void Verdicts_do_not_depend_on_the_number_of_workers()
    {
        Need("python3");
        Npy.Write<double>(At("x.npy"), [3, 5], [.. Enumerable.Range(0, 15).Select(i => 0.3 * i - 2)]);
        string script = File.ReadAllText(At("squares.py"))
            .Replace("wrong * 2 * v for v", "[2 * v, 2.5 * v][v > 1] for v")
            .Replace("ask = json.loads(line)", "ask = json.loads(line); ask['x'] = sum(ask['x'], [])");
        File.WriteAllText(At("squares.py"), script);
        string[] outputs = [.. new[] { "1", "2", "3" }.Select(workers
            => Check($"python3 {At("squares.py")}", "--workers", workers).Out)];
        Assert.Contains("x[2,4]: Fail", outputs[0]);
        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
    }

    [Fact]
    public void Numbers_are_written_exactly_and_shapes_as_nesting()
    {
        Npy.Write<double>(At("x.npy"), [2, 2], [0.1, -2, 5e-324, 1e300]);
        string command = Script("", $$$"""
            printf '%s\n' "$line" >> {{{At("log")}}}
            echo '{"f":1.0,"g":[[0,0],[0,0]]}'
            """);
        Assert.Equal(ExitCode.Done, Check(command).Exit);
        string[] lines = File.ReadAllLines(At("log"));
        Assert.Equal("""{"x":[[0.1,-2.0],[5E-324,1E+300]]}""", lines[0]);
        Assert.Contains("""{"x":[[0.1,-2.0],[5E-324,1E+300]],"value":true}""", lines);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void Numbers_of_a_program_in_float_are_floats()
    {
        string command = Script("", $$$"""
            printf '%s\n' "$line" >> {{{At("log")}}}
            echo '{"f":1.0,"g":[0,0]}'
            """);
        Check(command, "--precision", "float");
        Assert.Equal("""{"x":[0.10000000149011612,-2.0]}""", File.ReadAllLines(At("log"))[0]);
        Assert.All(File.ReadAllLines(At("log")), line => Assert.All(
            JsonDocument.Parse(line).RootElement.GetProperty("x").EnumerateArray(),
            number => Assert.Equal((float)number.GetDouble(), number.GetDouble())));
    }

    [Fact]
    public void The_program_ends_when_its_stdin_ends()
    {
        string command = Script("", "echo '{\"f\":1.0,\"g\":[0,0]}'");
        File.AppendAllText(At("program.sh"), $"echo done > {At("end")}\n");
        Assert.Equal(ExitCode.Done, Check(command).Exit);
        Assert.Equal("done\n", File.ReadAllText(At("end")));
    }

    [Fact]
    public void Words_of_the_command_are_split_and_no_shell_runs()
    {
        string command = Script($$$"""printf '%s\n' "$@" > {{{At("words")}}}""", "echo '{\"f\":1.0,\"g\":[0,0]}'");
        Assert.Equal(ExitCode.Done, Check($"{command} 'a  b' \"c\\\"d\" e\\ f $HOME * ''").Exit);
        Assert.Equal(["a  b", "c\"d", "e f", "$HOME", "*", ""], File.ReadAllLines(At("words")));
    }

    [Fact]
    public void JSON_a_page_and_JUnit_are_written()
    {
        Need("python3");
        Answer answer = Check($"python3 {At("squares.py")} 1.1", "--json", "--report", At("page.html"),
            "--junit", At("j.xml"));
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.False(json.GetProperty("passed").GetBoolean());
        Assert.Equal(2, json.GetProperty("report").GetProperty("verdicts").GetProperty("Fail").GetInt32());
        Assert.Contains("x: the deviation of each element, in error bars", File.ReadAllText(At("page.html")));
        XElement failure = XDocument.Load(At("j.xml")).Descendants("failure").Single();
        Assert.Equal("Fail", failure.Attribute("type")!.Value);
        Assert.Contains("FAILED, 2 Fail", failure.Attribute("message")!.Value);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("\"NaN\"")]
    [InlineData("nan")]
    public void A_gradient_that_is_NaN_is_a_verdict(string word)
    {
        Answer answer = Check(Script("", $$$"""echo '{"f":1.0,"g":[{{{word}}},0]}'"""));
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        Assert.Contains("x[0]: NonFinite", answer.Out);
    }

    [Fact]
    public void A_point_that_is_not_finite_or_empty_is_refused()
    {
        Npy.Write<double>(At("x.npy"), [2], [1, double.NaN]);
        Assert.Contains("x[1] is NaN", Refused(Check("sh")));
        Npy.Write<double>(At("x.npy"), [0], []);
        Assert.Contains("no numbers", Refused(Check("sh")));
        Assert.Contains("--program needs --at", Refused(Run("gradcheck", "--program", "sh")));
        Assert.Contains("--loss does not go with --program", Refused(Check("sh", "--loss", "mse")));
    }
}

using System.Xml.Linq;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Programs that misbehave: each ends in one line or a verdict, and none leaves a process behind.</summary>
public sealed class GradcheckProgramFaultTests : GradcheckProgramWorkplace
{
    private const string Right = "echo '{\"f\":1.0,\"g\":[0,0]}'";

    [Theory]
    [InlineData("exit 3", "ended with exit code 3 before it answered request 1")]
    [InlineData("n=$((n+1)); [ $n -gt 4 ] && exit 5; " + Right, "exit code 5 before it answered request 5")]
    [InlineData("kill -9 $$", "ended with exit code 137")]
    [InlineData("printf '{\"f\":1'; exit 0", "ended with exit code 0 before it answered request 1")]
    [InlineData("echo Loading model", "it is not a JSON object: 'Loading model'")]
    [InlineData("echo", "it is not a JSON object: ''")]
    [InlineData("printf '\\033[2J\\007\\n'", "it is not a JSON object: '\\u001b[2J\\u0007'")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0,0]'", "'}' was expected at character 19")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0,x]}'", "g: a number was expected at character 17, not 'x'")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0,0]} x'", "the end of the line was expected")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0]}'", "g has 1 numbers and x has 2")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0,0,0]}'", "g has 3 numbers and x has 2")]
    [InlineData("echo '{\"f\":1.0,\"g\":{\"x\":[0,0]}}'", "g as one array is missing")]
    [InlineData("echo '{\"f\":1.0}'", "g as one array is missing")]
    [InlineData("echo '{\"g\":[0,0]}'", "f is missing")]
    [InlineData("echo '{\"f\":null,\"g\":[0,0]}'", "f is null; NaN and the infinities are written as")]
    [InlineData("echo '{\"error\":\"no GPU\"}'", "it says: no GPU")]
    [InlineData("echo '{\"f\":1.0,\"g\":[0,0]}'; echo hello", ": 'hello'")]
    [InlineData("exec >&-; sleep 300", "closed its stdin or stdout before it answered request 1")]
    public void A_program_that_fails_ends_in_one_line(string answer, string reason)
        => Assert.Contains(reason, Refused(Check(Script("n=0", answer))));

    [Theory]
    [InlineData("sleep 300", "did not answer request 1 within 0.5 s (--timeout)")]
    [InlineData("n=$((n+1)); [ $n -gt 3 ] && sleep 300; echo '{\"f\":1.0,\"g\":[0,0]}'", "request 4 within 0.5 s")]
    [InlineData("trap '' TERM; sleep 300; sleep 300", "did not answer request 1")]
    public void A_program_that_hangs_is_ended(string answer, string reason)
        => Assert.Contains(reason, Refused(Check(Script("n=0", answer), "--timeout", "0.5")));

    [Fact]
    public void A_program_that_does_not_read_is_ended()
    {
        Npy.Write<double>(At("x.npy"), [20_000], [.. Enumerable.Range(0, 20_000).Select(i => i / 7.0)]);
        Assert.Contains("did not answer request 1", Refused(Check(Script("sleep 300"), "--timeout", "0.5")));
    }

    [Theory]
    [InlineData("yes | tr -d '\\n'", "the answer to request 1 has more than")]
    [InlineData("yes '{\"f\":1.0,\"g\":[0,0]}'", "more than one line for request")]
    public void A_flood_of_output_is_ended(string start, string reason)
        => Assert.Contains(reason, Refused(Check(Script(start), "--timeout", "20")));

    [Fact]
    public void Other_bits_the_second_time_are_a_verdict()
    {
        const string Count = "n=$((n+1)); ";
        Answer value = Check(Script("n=0", Count + "echo \"{\\\"f\\\":$n.0,\\\"g\\\":[0,0]}\""));
        Assert.Equal(ExitCode.GoalMissed, value.Exit);
        Assert.Contains("the function gave", value.Out);
        Answer gradient = Check(Script("n=0", Count + "echo \"{\\\"f\\\":1.0,\\\"g\\\":[$n.0,0]}\""));
        Assert.Equal(ExitCode.GoalMissed, gradient.Exit);
        Assert.Contains("x[0]: NonDeterministic", gradient.Out);
    }

    [Fact]
    public void An_answer_before_the_first_request_is_noticed()
        => Assert.Contains("it printed more", Refused(Check(Script("echo '{\"f\":1.0,\"g\":[0,0]}'", Right))));

    [Fact]
    public void Copies_that_differ_are_not_used_together()
    {
        Answer answer = Check(Script("", "echo \"{\\\"f\\\":$$.0,\\\"g\\\":[0,0]}\""), "--workers", "2");
        Assert.Equal(ExitCode.Done, answer.Exit);
        Assert.Contains("note: copies of the program differ at the same x", answer.Out);
    }

    [Fact]
    public void One_copy_that_fails_ends_all()
    {
        // The copy that makes the folder first goes on; the other one ends at its third request.
        string command = Script($"n=0; mkdir {At("first")} 2>/dev/null && last=9999 || last=2",
            $"n=$((n+1)); [ $n -gt $last ] && exit 4; {Right}");
        Npy.Write<double>(At("x.npy"), [2], [1, 2]);
        Answer answer = Check(command, "--workers", "2");
        Assert.True(answer.Exit == ExitCode.Done || answer.Line.Contains("exit code 4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("exit 0")]
    public void What_the_program_started_ends_with_it(string then)
    {
        Need("setsid");
        // The child holds stdout open, so that the pipe does not end with the program.
        string command = Script($"sleep 300 & echo $! > {At("child")}", then + "\nsleep 300");
        Refused(Check(command, "--timeout", "1"));
        int child = int.Parse(File.ReadAllText(At("child")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(IsRunning(child));
    }

    [Fact]
    public void A_process_that_escapes_and_holds_stdout_open_changes_no_verdict()
    {
        Need("setsid");
        Assert.Equal(ExitCode.Done, Check(Script("setsid sleep 20 &", Right)).Exit);
    }

    [Theory]
    [InlineData("no-such-program-here", "there is no 'no-such-program-here' on the PATH")]
    [InlineData("./no/such/program", "there is no file './no/such/program'")]
    [InlineData("", "--program takes a command, not ''")]
    [InlineData("sh 'x", "a single quote is not closed")]
    [InlineData("sh \"x", "a double quote is not closed")]
    [InlineData("sh x\\", "nothing follows the last backslash")]
    public void A_command_that_is_none_is_named(string command, string reason)
        => Assert.Contains(reason, Refused(Check(command)));

    [Fact]
    public void A_file_that_cannot_be_run_is_named()
    {
        File.WriteAllText(At("text"), "text");
        Assert.Contains("is not executable", Refused(Check(At("text"))));
    }

    [Fact]
    public void A_program_that_fails_is_an_error_in_JUnit()
    {
        Refused(Check(Script("exit 1"), "--junit", At("j.xml")));
        XElement suite = XDocument.Load(At("j.xml")).Root!.Element("testsuite")!;
        Assert.Equal("1", suite.Attribute("errors")!.Value);
        Assert.Contains("exit code 1", suite.Element("testcase")!.Element("error")!.Attribute("message")!.Value);
    }

    [Fact]
    public async Task A_check_can_be_interrupted()
    {
        using CancellationTokenSource stop = new();
        string command = Script($"echo > {At("started")}; sleep 300");
        Task<Answer> check = Task.Run(() => Run(stop.Token, "gradcheck", "--program", command, "--at", At("x.npy")),
            TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(At("started")));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Interrupted, (await check).Exit);
    }

    // A process that ended and that nobody waits for is a zombie until init reaps it.
    private static bool IsRunning(int process)
    {
        string path = $"/proc/{process}/stat";
        return SpinWait.SpinUntil(() => !File.Exists(path) || File.ReadAllText(path).Contains(") Z "), 10_000) is false;
    }
}

using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The stage of a program whose backward is wrong.</summary>
public sealed class GradcheckStageTests : GradcheckProgramWorkplace
{
    // x -> hidden = tanh x -> logits = 3 hidden -> f = sum logits²; the argument says which backward is wrong.
    private const string Stages = """
        import json, math, sys
        wrong = {name: 1.1 for name in sys.argv[1:]}
        def head(logits): return sum(v * v for v in logits)
        def tail(hidden): return head([3 * v for v in hidden])
        for line in sys.stdin:
            ask = json.loads(line)
            if "from" in ask:
                f = head(ask["value"]) if ask["from"] == "logits" else tail(ask["value"])
                print(json.dumps({"f": f}), flush=True)
                continue
            hidden = [math.tanh(v) for v in ask["x"]]
            logits = [3 * v for v in hidden]
            dlogits = [2 * v * wrong.get("f", 1) for v in logits]
            dhidden = [3 * d * wrong.get("logits", 1) for d in dlogits]
            dx = [d * (1 - h * h) * wrong.get("hidden", 1) for d, h in zip(dhidden, hidden)]
            outputs = [{"name": "hidden", "value": hidden, "gradient": dhidden},
                       {"name": "logits", "value": logits, "gradient": dlogits}]
            print(json.dumps({"f": head(logits), "g": dx, "outputs": outputs}), flush=True)
        """;

    [Theory]
    [InlineData("hidden", "the backward of 'hidden' is wrong")]
    [InlineData("logits", "the backward of 'logits' is wrong: ∂f/∂'logits' is right, ∂f/∂hidden[")]
    [InlineData("f", "the backward of f, behind the last stage 'logits', is wrong")]
    public void The_stage_with_the_wrong_backward_is_named(string stage, string text)
    {
        Answer answer = Check(Program(Stages, stage));
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        Assert.Contains(text, answer.Out);
        JsonElement json = JsonDocument.Parse(Check(Program(Stages, stage), "--json").Out).RootElement;
        Assert.Equal(stage, json.GetProperty("stages").GetProperty("wrong").GetString());
    }

    [Fact]
    public void The_first_wrong_stage_on_the_way_back_is_named_where_two_are()
        => Assert.Contains("the backward of 'logits' is wrong", Check(Program(Stages, "logits hidden")).Out);

    [Fact]
    public void A_right_gradient_names_no_stage() => Assert.DoesNotContain("stages:", Check(Program(Stages, "")).Out);

    [Fact]
    public void Without_restart_no_stage_is_named_and_that_is_said()
    {
        string dies = Stages.Replace("f = head(ask", "raise SystemExit(7); f = head(ask");
        Answer answer = Check(Program(dies, "logits"));
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        Assert.Contains("not searched: the program does not restart at a stage (it ended with exit code 7", answer.Out);
        string other = Stages.Replace("print(json.dumps({\"f\": f})", "print(json.dumps({\"f\": 2 * f})");
        Assert.Contains("not searched: restarted at 'logits' f is", Check(Program(other, "logits")).Out);
    }

    [Fact]
    public void Outputs_without_a_gradient_are_refused()
    {
        string lacks = Stages.Replace(", \"gradient\": dlogits", "");
        Assert.Contains("outputs[1] lacks its name, value or gradient", Refused(Check(Program(lacks, "f"))));
        string other = Stages.Replace("\"gradient\": dlogits", "\"gradient\": [1]");
        Assert.Contains("the output 'logits' has 2 numbers and its gradient 1", Refused(Check(Program(other, "f"))));
    }

    private string Program(string script, string arguments)
    {
        Need("python3");
        Npy.Write<double>(At("x.npy"), [2], [0.3, -0.7]);
        File.WriteAllText(At("stages.py"), script);
        return $"python3 {At("stages.py")} {arguments}";
    }
}

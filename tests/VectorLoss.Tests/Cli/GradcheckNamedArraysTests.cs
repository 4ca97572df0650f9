using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Programs whose x and g are objects of named arrays.</summary>
public sealed class GradcheckNamedArraysTests : GradcheckProgramWorkplace
{
    private const string Program = """
        import json, sys
        for line in sys.stdin:
            x = json.loads(line)["x"]
            w, b, s = x["w"], x['b "c"'], x["s"]
            f = s * sum(w[i][j] * b[i] for i in range(2) for j in range(3))
            dw = [[s * b[i] * (2 if (i, j) == WRONG else 1) for j in range(3)] for i in range(2)]
            g = {"w": dw, 'b "c"': [s * sum(row) for row in w], "s": f / s, "none": x["none"]}
            print(json.dumps({"f": f, "g": g}), flush=True)
        """;

    public GradcheckNamedArraysTests() => Npz.Write(At("x.npz"), new Dictionary<string, NpyArray>
    {
        ["w"] = NpyArray.Of<double>([2, 3], [1, 2, 3, 4, 5, 6]),
        ["b \"c\""] = NpyArray.Of<float>([2], [0.5f, -1]),
        ["s"] = NpyArray.Of<double>([], [1.5]),
        ["none"] = NpyArray.Of<double>([0], []),
    });

    [Fact]
    public void Arrays_have_the_shapes_of_the_file_and_elements_their_paths()
    {
        Answer wrong = CheckNamed(Program.Replace("WRONG", "(1, 2)"), "--report", At("page.html"));
        Assert.Contains("FAILED, 8 Pass, 1 Fail", wrong.Out);
        Assert.Contains("w[1,2]: Fail", wrong.Out);
        Assert.Contains("b &quot;c&quot;: the deviation of each element, in error bars",
            File.ReadAllText(At("page.html")));
        string right = Program.Replace("WRONG", "()");
        Assert.Equal(ExitCode.Done, CheckNamed(right).Exit);
        Assert.Equal(ExitCode.Done, CheckNamed(right, "--workers", "2", "--mode", "fast").Exit);
    }

    [Theory]
    [InlineData("\"s\": f / s, ", "", "the gradient of 's' in g is missing")]
    [InlineData("\"w\": dw,", "\"w\": dw, \"t\": 1,", "g has the array 't', which x has not")]
    [InlineData("\"w\": dw,", "\"w\": dw[:1],", "g of 'w' has 3 numbers and the array has 6")]
    [InlineData("\"g\": g", "\"g\": [1]", "the gradient of 'w' in g is missing")]
    public void A_gradient_that_does_not_fit_is_refused(string right, string wrong, string reason)
        => Assert.Contains(reason, Refused(CheckNamed(Program.Replace("WRONG", "()").Replace(right, wrong))));

    private Answer CheckNamed(string program, params string[] more)
    {
        Need("python3");
        File.WriteAllText(At("named.py"), program);
        return Run(["gradcheck", "--program", $"python3 {At("named.py")}", "--at", At("x.npz"), .. more]);
    }
}

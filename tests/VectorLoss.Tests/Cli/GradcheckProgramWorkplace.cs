using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>A folder with programs to be checked, and a point in it.</summary>
public abstract class GradcheckProgramWorkplace : Workplace
{
    /// <summary>f = Σ x², its gradient times a factor that an argument gives.</summary>
    private const string Squares = """
        import json, sys
        wrong = float(sys.argv[1]) if len(sys.argv) > 1 else 1
        for line in sys.stdin:
            ask = json.loads(line)
            answer = {"f": sum(v * v for v in ask["x"])}
            if not ask.get("value"):
                answer["g"] = [wrong * 2 * v for v in ask["x"]]
            print(json.dumps(answer), flush=True)
        """;

    protected GradcheckProgramWorkplace()
    {
        Npy.Write<double>(At("x.npy"), [2], [0.1, -2]);
        File.WriteAllText(At("squares.py"), Squares);
    }

    /// <summary>Whether a program is installed.</summary>
    protected static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test where a program is not installed.</summary>
    protected static void Need(string program)
        => Assert.SkipUnless(IsInstalled(program), $"{program} is not installed");

    /// <summary>A shell script that runs before the first request, and one that answers each line.</summary>
    protected string Script(string start, string answer = "")
    {
        string loop = answer == "" ? "" : $"while read -r line; do\n{answer}\ndone\n";
        File.WriteAllText(At("program.sh"), $"{start}\n{loop}");
        return $"sh {At("program.sh")}";
    }

    /// <summary>Checks a program at the point.</summary>
    internal Answer Check(string program, params string[] more)
        => Run(["gradcheck", "--program", program, "--at", At("x.npy"), .. more]);

    /// <summary>The one line that says why a program cannot be checked.</summary>
    internal static string Refused(Answer answer)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        return answer.Line;
    }
}

using System.Diagnostics;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The programs to start from, each with its real language.</summary>
public sealed class GradcheckTemplateTests : GradcheckProgramWorkplace
{
    private const int MostLines = 20;

    [Fact]
    public void Python() => Works("python", "python3", Save("python", "model.py"), "2 * x", "2.1 * x");

    [Fact]
    public void JavaScript()
    {
        Works("javascript", "node", Save("javascript", "model.js"), "2 * x", "2.1 * x");
        // Node decides by the name what kind of script it is.
        Works("javascript", "node", Save("javascript", "model.mjs"), "2 * x", "2.1 * x");
    }

    [Fact]
    public void C()
    {
        Need("gcc");
        string source = Save("c", "model.c");
        Compile(source);
        Assert.Equal(ExitCode.Done, Check(At("model")).Exit);
        TakesArrays(At("model"));
        Answer named = Run("gradcheck", "--program", At("model"), "--at", Named());
        // Its own words go to the terminal by themselves.
        Assert.Equal((ExitCode.BadInput, ""), (named.Exit, named.Out));
        Assert.Contains("it ended with exit code 1 before it answered", named.Error);
        Assert.Contains("this program reads one array (.npy), not named ones (.npz)", File.ReadAllText(source));
        File.WriteAllText(source, File.ReadAllText(source).Replace("2 * x[i]", "2.1 * x[i]"));
        Compile(source);
        Assert.Equal(ExitCode.GoalMissed, Check(At("model")).Exit);
    }

    [Fact]
    public void PyTorch()
    {
        string source = Save("pytorch", "model.py");
        Need("python3");
        Assert.SkipUnless(Exit("python3", "-c", "import torch") == 0, "PyTorch is not installed");
        Assert.Equal(ExitCode.Done, Check($"python3 {source}").Exit);
        TakesAllPoints($"python3 {source}");
        File.WriteAllText(source, File.ReadAllText(source).Replace(").sum()", ").detach().sum() + array.sum()"));
        Assert.Equal(ExitCode.GoalMissed, Check($"python3 {source}").Exit);
    }

    private void Works(string language, string program, string source, string right, string wrong)
    {
        Need(program);
        Npy.Write<double>(At("x.npy"), [4], [0.1, -2, 0.5, 3]);
        Answer answer = Check($"{program} {source}");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        TakesAllPoints($"{program} {source}");
        string text = File.ReadAllText(source);
        Assert.Contains(right, text);
        File.WriteAllText(source, text.Replace(right, wrong));
        answer = Check($"{program} {source}");
        Assert.True(answer.Exit == ExitCode.GoalMissed, language);
        Assert.Contains("4 Fail", answer.Out);
    }

    private void TakesAllPoints(string program)
    {
        TakesArrays(program);
        Answer named = Run("gradcheck", "--program", program, "--at", Named());
        Assert.Equal((ExitCode.Done, ""), (named.Exit, named.Error));
    }

    private void TakesArrays(string program)
    {
        foreach (int[] shape in (int[][])[[], [1], [6], [2, 3], [1, 3, 2]])
        {
            int count = shape.Aggregate(1, (product, length) => product * length);
            Npy.Write<double>(At("point.npy"), shape, [.. Enumerable.Range(1, count).Select(i => i / 8.0)]);
            Answer answer = Run("gradcheck", "--program", program, "--at", At("point.npy"));
            Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
            Assert.Contains($"{count} Pass", answer.Out);
        }
    }

    private string Named()
    {
        Npz.Write(At("named.npz"), new Dictionary<string, NpyArray>
        {
            ["w"] = NpyArray.Of<double>([2, 3], [1, 2, 3, 4, 5, 6]),
            ["b"] = NpyArray.Of<double>([2], [0.5, -1]),
            ["s"] = NpyArray.Of<double>([], [1.5]),
        });
        return At("named.npz");
    }

    private string Save(string language, string name)
    {
        Answer answer = Run("gradcheck", "--template", language);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.True(answer.Out.Count(c => c == '\n') <= MostLines);
        File.WriteAllText(At(name), answer.Out);
        return At(name);
    }

    private void Compile(string source)
        => Assert.Equal(0, Exit("gcc", "-O2", "-Wall", "-Werror", "-o", At("model"), source, "-lm"));

    private static int Exit(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

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
    public void Python() => Works("python", "python3", Save("python", "model.py"), "2 * v", "2.1 * v");

    [Fact]
    public void JavaScript() => Works("javascript", "node", Save("javascript", "model.js"), "2 * v", "2.1 * v");

    [Fact]
    public void C()
    {
        Need("gcc");
        string source = Save("c", "model.c");
        Compile(source);
        Assert.Equal(ExitCode.Done, Check(At("model")).Exit);
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
    }

    private void Works(string language, string program, string source, string right, string wrong)
    {
        Need(program);
        Npy.Write<double>(At("x.npy"), [4], [0.1, -2, 0.5, 3]);
        Answer answer = Check($"{program} {source}");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        string text = File.ReadAllText(source);
        Assert.Contains(right, text);
        File.WriteAllText(source, text.Replace(right, wrong));
        answer = Check($"{program} {source}");
        Assert.True(answer.Exit == ExitCode.GoalMissed, language);
        Assert.Contains("4 Fail", answer.Out);
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

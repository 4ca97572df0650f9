using System.Globalization;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>A workplace for <c>train</c>, <c>predict</c>, <c>eval</c> and <c>export</c> on tables.</summary>
public abstract class TableWorkplace : Workplace
{
    protected static string Houses => RepositoryFiles.Data("tables/houses.csv");

    private protected Answer Fit(params string[] words)
    {
        Answer answer = Run(["train", .. words, "--threads", "1", "--save", At("net"), "--json"]);
        Assert.True(answer.Exit == ExitCode.Done, answer.Error);
        return answer;
    }

    protected void Table(string header, Func<int, string> row)
        => File.WriteAllText(At("t.csv"), header + string.Concat(Enumerable.Range(0, 100).Select(row)));

    protected static void Refused(string[] words, string reason)
    {
        Answer answer = Run(["train", "--steps", "5", "--threads", "1", .. words]);
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.Contains(reason, answer.Line);
    }

    protected static double[] Column(string path, int column) => [.. File.ReadLines(path).Skip(1)
        .Select(line => double.Parse(line.Split(',')[column], CultureInfo.InvariantCulture))];
}

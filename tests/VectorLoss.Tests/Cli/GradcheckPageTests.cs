using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The pages of gradient checks as a person meets them.</summary>
public sealed class GradcheckPageTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_a_gradient_check_is_a_page_like_the_others()
    {
        await using Visit visit = await browser.Open(1280, ColorScheme.Light);
        string path = Path.Combine(Path.GetTempPath(), $"vectorloss-gradcheck-{Environment.ProcessId}.html");
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error, Watched: false, Interruption: null);
        CommandLine.Run(["gradcheck", "--loss", "all", "--cases", "5", "--report", path], terminal);
        await PageTests.LookAround(visit, path, "gradcheck", rules: true);
        // What passed lies within four error bars, so that no dark cell stands under "passed".
        string page = await File.ReadAllTextAsync(path, Stop);
        Assert.Contains("<p>passed: ", page, StringComparison.Ordinal);
        MatchCollection cells = Regex.Matches(page, @"<title>[^<]*, case \d: ([^<]*)</title>");
        Assert.True(cells.Count > 500);
        Assert.All(cells, cell => Assert.Matches(@"^([0-3](\.\d+)?|4|[\d.×]*10⁻\S+)$", cell.Groups[1].Value));
        Npy.Write<double>(path + ".npy", [5, 3], [.. Enumerable.Range(0, 15).Select(i => i - 7.5)]);
        string zeros = string.Join(',', Enumerable.Repeat("0", 14));
        await File.WriteAllTextAsync(path + ".sh", "while read -r line; do echo '{\"f\":1.0,\"g\":[1,"
            + zeros + "]}'; done\n", Stop);
        CommandLine.Run(["gradcheck", "--program", $"sh {path}.sh", "--at", path + ".npy", "--report", path], terminal);
        await PageTests.LookAround(visit, path, "gradcheck-program", rules: true);
        Assert.Equal(1, await visit.Page.Locator("rect[style*='var(--bad)']").CountAsync());
        foreach (string file in (string[])[path, path + ".npy", path + ".sh"])
            File.Delete(file);
    }
}

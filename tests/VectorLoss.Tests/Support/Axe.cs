using Microsoft.Playwright;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>
/// The accessibility rules of axe-core, run on a page. The script is not in the repository: VECTORLOSS_AXE names a
/// folder with axe.min.js, which <c>npm pack axe-core</c> brings and .ci/run unpacks.
/// </summary>
internal static class Axe
{
    private const string Variable = "VECTORLOSS_AXE";

    private static readonly string? Script = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        && File.Exists(Path.Combine(folder, "axe.min.js")) ? Path.Combine(folder, "axe.min.js") : null;

    // Rule, element and reason of whatever is wrong.
    private const string Violations = """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(rule =>
          rule.nodes.map(node => rule.id + ": " + node.html.slice(0, 160) + ": " + node.failureSummary))
        """;

    /// <summary>Whether the script is there.</summary>
    public static bool IsThere => Script is not null;

    public static void SkipWithout() => Assert.SkipWhen(Script is null,
        $"{Variable} names no folder with axe.min.js (npm pack axe-core, see .ci/run), so no rule of axe was run.");

    /// <summary>What axe finds wrong with the page as it is shown now.</summary>
    public static async Task<string[]> Wrong(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("typeof axe !== 'undefined'"))
            await page.AddScriptTagAsync(new() { Content = await File.ReadAllTextAsync(Script!) });
        return await page.EvaluateAsync<string[]>(Violations);
    }
}

using Microsoft.Playwright;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The pages of training runs, however they began and ended, as a person meets them.</summary>
public sealed class ReportPageTests(Browser browser) : Workplace, IClassFixture<Browser>
{
    [Fact]
    public async Task A_run_on_digits_has_curves_a_confusion_and_its_worst_digits()
    {
        LessonRuns.SkipWhereSlow();
        string[] words = ["train", "--layers", "784,20,10", "--steps", "200", "--eval-every", "50", "--report", Page];
        Assert.Equal(ExitCode.Done, Run(words).Exit);
        await using Visit visit = await Look("report");
        Assert.Equal(5, await visit.Page.Locator("figure > svg").CountAsync());
        Assert.Equal(24, await visit.Page.Locator(".tiles img").CountAsync());
        Assert.Equal(2, await visit.Page.Locator("#f3 > svg path.line").CountAsync());
        Assert.Equal("vectorloss " + string.Join(' ', words), await visit.Page.InnerTextAsync("pre"));
    }

    [Fact]
    public async Task A_run_that_goes_on_shows_its_own_steps_and_says_where_it_began()
    {
        string[] endless = ["--steps", "1000000000", "--save", At("net"), "--save-every", "100"];
        Assert.Equal(ExitCode.Interrupted,
            RunUntil(() => File.Exists(At("net")), ["train", .. Usual("--steps"), .. endless]).Exit);
        DateTime saved = File.GetLastWriteTimeUtc(At("net"));
        Assert.Equal(ExitCode.Interrupted, RunUntil(() => File.GetLastWriteTimeUtc(At("net")) > saved,
            "train", "--resume", At("net"), "--save", At("net"), "--report", Page).Exit);
        await using Visit visit = await Look("report-resumed");
        string facts = await visit.Page.Locator("main > table").First.InnerTextAsync();
        Assert.Matches(@"resumed after step \d+; interrupted", facts);
        long begun = long.Parse(System.Text.RegularExpressions.Regex.Match(facts, @"after step (\d+)").Groups[1].Value);
        string[] steps = [.. await visit.Page.Locator("#f0 tbody th[scope=row]").AllTextContentsAsync()];
        Assert.NotEmpty(steps);
        Assert.True(begun > 0);
        Assert.StartsWith("vectorloss train --resume ", await visit.Page.InnerTextAsync("pre"));
    }

    [Fact]
    public async Task A_run_that_diverges_shows_how_far_it_came()
    {
        // Least squares of a linear net: beyond its largest rate every step makes the weights larger by a factor.
        Answer answer = Train("--layers", "16,10", "--optimizer", "sgd", "--loss", "mse", "--output", "linear",
            "--lr", "2", "--steps", "5000", "--schedule", "constant", "--report", Page);
        Assert.Equal((ExitCode.GoalMissed, ""), (answer.Exit, answer.Out));
        await using Visit visit = await Look("report-diverged");
        Assert.Matches(@"; the loss became (NaN|Infinity|∞) in step \d+ at learning rate 2",
            await visit.Page.InnerTextAsync("main > table"));
        ILocator loss = visit.Page.Locator("#f0 > svg");
        Assert.Equal(1, await loss.Locator("path.rule").CountAsync());
        Assert.Contains("10²", string.Concat(await loss.Locator(".grid text").AllTextContentsAsync()));
        // Nothing was learned, so there is nothing to draw.
        answer = Train("--lr", "1e30", "--optimizer", "sgd", "--init", "normal:1e30", "--report", Page);
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        await visit.Page.GotoAsync(new Uri(Page).AbsoluteUri);
        Assert.Equal(0, await visit.Page.Locator("figure").CountAsync());
        Assert.Equal(0, await visit.Page.GetByText("Figures").CountAsync());
    }

    [Fact]
    public async Task A_table_of_classes_names_them_and_one_of_numbers_has_no_accuracy()
    {
        string[] kinds = ["<b>bold</b>", "세종대왕", "a name that is much too long for the side of a picture"];
        File.WriteAllLines(At("t.csv"), ["a,b,kind", .. Enumerable.Range(0, 240)
            .Select(i => $"{i % 7},{i % 5},{kinds[(i % 7 / 3)]}")]);
        Answer answer = Run("train", "--csv", At("t.csv"), "--target", "kind", "--steps", "300", "--threads", "1",
            "--report", Page);
        Assert.Equal(ExitCode.Done, answer.Exit);
        await using Visit visit = await Look("report-classes");
        Assert.Contains("share of rows answered correctly", await visit.Page.TextContentAsync("#f1 > svg"));
        string confusion = await visit.Page.Locator("#f4 > svg").InnerHTMLAsync();
        Assert.Contains("&lt;b&gt;bold&lt;/b&gt; answered as &lt;b&gt;bold&lt;/b&gt;: ", confusion);
        Assert.Contains(">세종대왕 2<", confusion);
        answer = Run("train", "--csv", RepositoryFiles.Data("tables/houses.csv"), "--target", "price", "--ignore",
            "truth", "--steps", "300", "--threads", "1", "--report", Page);
        Assert.Equal(ExitCode.Done, answer.Exit);
        await PageTests.LookAround(visit, Page, "report-numbers", rules: true);
        Assert.DoesNotContain("correctly", await visit.Page.InnerTextAsync("main"));
    }

    private string Page => At("page.html");

    private async Task<Visit> Look(string name)
    {
        Visit visit = await browser.Open(1280, ColorScheme.Light);
        await PageTests.LookAround(visit, Page, name, rules: true);
        return visit;
    }
}

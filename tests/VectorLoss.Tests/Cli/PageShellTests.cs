using Microsoft.Playwright;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>What every page has around its text.</summary>
public sealed class PageShellTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task On_paper_a_page_is_whole_and_has_nothing_to_press()
    {
        LessonRuns.SkipWhereSlow();
        await using Visit visit = await browser.Open(700, ColorScheme.Light);
        string folder = Directory.CreateTempSubdirectory("vectorloss-paper-").FullName;
        ILesson lesson = LessonBook.All[0];
        LessonPages.Write(folder, Words.English, [(lesson, LessonRuns.English(lesson))]);
        await visit.Page.GotoAsync(new Uri(Path.Combine(folder, lesson.Name + ".html")).AbsoluteUri);
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(0, await visit.Page.Locator("nav:visible, .control:visible, summary:visible").CountAsync());
        Assert.True(await visit.Page.Locator(".code pre").EvaluateAsync<bool>(
            "pre => pre.scrollHeight <= pre.clientHeight && pre.clientHeight > innerHeight"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_icon_is_a_picture_in_the_page()
    {
        await using Visit visit = await browser.Open(390, ColorScheme.Light);
        await visit.Page.SetContentAsync(Gallery.Page(Words.English));
        Assert.Equal(16, await visit.Page.EvaluateAsync<int>("""
            async () => { const icon = new Image(); icon.src = document.querySelector("link[rel=icon]").href;
              await icon.decode(); return icon.naturalWidth; }
            """));
    }
}

using Microsoft.Playwright;
using VectorLoss.Cli.Charts;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The pages as a person meets them: in a browser, on a phone and on a desk, by day and by night.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int, ColorScheme> Looks => new()
    {
        { 390, ColorScheme.Light }, { 390, ColorScheme.Dark }, { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark },
    };

    // What sticks out of its drawing or of the window, in words; empty when all is well.
    private const string Overhang = """
        () => {
          const wrong = [], room = 0.75;
          const outside = (inner, outer) => inner.left < outer.left - room || inner.right > outer.right + room
            || inner.top < outer.top - room || inner.bottom > outer.bottom + room;
          for (const svg of document.querySelectorAll("figure > svg")) {
            const frame = svg.getBoundingClientRect(), name = svg.getAttribute("aria-label");
            const drawn = [...svg.querySelectorAll("path,rect,circle,text")];
            if (!svg.querySelector(".hit") || !svg.querySelector("text")) wrong.push(name + ": empty");
            for (const mark of drawn) {
              const box = mark.getBoundingClientRect();
              if (outside(box, frame)) wrong.push(name + ": " + mark.outerHTML.slice(0, 160));
              if (/NaN|Infinity|∞e/.test(mark.getAttribute("d") || "")) wrong.push(name + ": not a number in a path");
            }
            const labels = [...svg.querySelectorAll(".grid text")].map(t => [t.textContent, t.getBoundingClientRect()]);
            for (let i = 0; i < labels.length; i++)
              for (let j = i + 1; j < labels.length; j++) {
                const a = labels[i][1], b = labels[j][1];
                if (a.left < b.right - 1 && b.left < a.right - 1 && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                  wrong.push(name + ": labels overlap: " + labels[i][0] + " | " + labels[j][0]);
              }
            if (labels.length && parseFloat(getComputedStyle(svg.querySelector("text")).fontSize) * frame.width / 400 < 9)
              wrong.push(name + ": letters under 9 px");
          }
          if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than the window");
          return wrong;
        }
        """;

    [Theory, MemberData(nameof(Looks))]
    public async Task Every_kind_of_figure_stays_in_its_frame(int width, ColorScheme scheme)
    {
        await using Visit visit = await browser.Open(width, scheme);
        string path = Path.Combine(Path.GetTempPath(), $"vectorloss-gallery-{width}-{scheme}-{Environment.ProcessId}.html");
        await File.WriteAllTextAsync(path, Gallery.Page(Words.English), Stop);
        await Look(visit, path, $"gallery-{width}-{scheme}");
        File.Delete(path);
        Assert.Equal("Gallery <of> \"figures\" & more", await visit.Page.TitleAsync());
    }

    [Fact]
    public async Task Arrow_keys_walk_through_the_marks_and_say_their_values()
    {
        await using Visit visit = await browser.Open(390, ColorScheme.Light);
        await visit.Page.SetContentAsync(Gallery.Page(Words.English));
        await visit.Page.FocusAsync("#f0 > svg");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        string first = await visit.Page.InnerTextAsync("#f0 output");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        string second = await visit.Page.InnerTextAsync("#f0 output");
        Assert.StartsWith("−log y: probability y 0.001, loss (nats) 6.9078", first);
        Assert.NotEqual(first, second);
        Assert.Empty(visit.Complaints);
    }

    /// <summary>Opens a file and fails with everything that is wrong with it; keeps a picture where one is asked for.</summary>
    private static async Task Look(Visit visit, string path, string name)
    {
        await visit.Page.GotoAsync(new Uri(path).AbsoluteUri);
        string[] wrong = await visit.Page.EvaluateAsync<string[]>(Overhang);
        if (Environment.GetEnvironmentVariable("VECTORLOSS_SCREENSHOTS") is { } folder)
            await Photograph(visit.Page, Path.Combine(folder, name));
        Assert.Empty(visit.Complaints.Concat(wrong));
    }

    // In sheets: a whole page in one picture is too long to look at.
    private static async Task Photograph(IPage page, string name)
    {
        int height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        int width = await page.EvaluateAsync<int>("innerWidth"), sheet = width < 600 ? 1500 : 1200;
        for (int top = 0; top < height; top += sheet)
        {
            Clip clip = new() { X = 0, Y = top, Width = width, Height = Math.Min(sheet, height - top) };
            await page.ScreenshotAsync(new() { Path = $"{name}-{top / sheet}.png", FullPage = true, Clip = clip });
        }
    }
}

using Microsoft.Playwright;
using VectorLoss.Cli;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The pages as a person meets them: in a browser, on a phone and on a desk, by day and by night.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly (int Width, ColorScheme Scheme)[] Screens =
        [(390, ColorScheme.Light), (390, ColorScheme.Dark), (1280, ColorScheme.Dark), (1280, ColorScheme.Light)];

    // What sticks out of its drawing or of the window, in words; empty when all is well.
    private const string Overhang = """
        () => {
          const wrong = [], room = 0.75;
          const outside = (inner, outer) => inner.left < outer.left - room || inner.right > outer.right + room
            || inner.top < outer.top - room || inner.bottom > outer.bottom + room;
          for (const svg of document.querySelectorAll("figure > svg")) {
            if (svg.closest("[hidden]")) continue;
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
            const letters = labels.length ? parseFloat(getComputedStyle(svg.querySelector("text")).fontSize) : 12;
            if (letters * frame.width / 400 < 9)
              wrong.push(name + ": letters under 9 px");
          }
          // Contrast as in WCAG 2: text 4.5 to 1, lines of a picture 3 to 1.
          const tone = colour => {
            const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
            const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(v => linear(v / 255));
            return .2126 * r + .7152 * g + .0722 * b + .05;
          };
          const contrast = (a, b) => Math.max(tone(a) / tone(b), tone(b) / tone(a));
          const paper = getComputedStyle(document.body).backgroundColor;
          for (const text of document.querySelectorAll("h1,h2,p,li,a,td,th,figcaption,pre span,.why"))
            if (contrast(getComputedStyle(text).color, paper) < 4.5)
              wrong.push("faint: " + text.outerHTML.slice(0, 80));
          for (const mark of document.querySelectorAll(".line,.dot,.bar"))
            if (contrast(getComputedStyle(mark)[mark.matches(".line") ? "stroke" : "fill"], paper) < 3)
              wrong.push("faint: " + mark.outerHTML.slice(0, 80));
          for (const line of document.querySelectorAll(".l")) {
            const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), range = document.createRange();
            while (walk.nextNode() && !walk.currentNode.data.trim());
            if (!walk.currentNode || !walk.currentNode.data.trim()) continue;
            range.setStart(walk.currentNode, walk.currentNode.data.search(/\S/));
            range.setEnd(walk.currentNode, range.startOffset + 1);
            if (range.getBoundingClientRect().top > line.getBoundingClientRect().top + 8)
              wrong.push("code below its line: " + line.textContent.trim().slice(0, 80));
          }
          if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than the window");
          return wrong;
        }
        """;

    [Fact]
    public async Task Every_kind_of_figure_stays_in_its_frame()
    {
        await using Visit visit = await browser.Open(1280, ColorScheme.Light);
        string path = Path.Combine(Path.GetTempPath(), $"vectorloss-gallery-{Environment.ProcessId}.html");
        await File.WriteAllTextAsync(path, Gallery.Page(Words.English), Stop);
        await LookAround(visit, path, "gallery", rules: true);
        File.Delete(path);
        Assert.Equal("Gallery <of> \"figures\" & more – VectorLoss", await visit.Page.TitleAsync());
    }

    [Theory, InlineData("en"), InlineData("ko")]
    public async Task All_lessons_are_reached_from_the_index_and_fit_every_screen(string language)
    {
        LessonRuns.SkipWhereSlow();
        await using Visit visit = await browser.Open(1280, ColorScheme.Light);
        Words words = Words.Of(language);
        string folder = LessonRuns.Pages(words);
        await LookAround(visit, Path.Combine(folder, "index.html"), $"index-{language}");
        Assert.Equal(language, await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal(LessonBook.All.Count, await visit.Page.Locator(".lessons a").CountAsync());
        foreach (ILesson lesson in LessonBook.All)
        {
            await visit.Page.ClickAsync($".lessons a[href='{lesson.Name}.html']");
            Assert.Equal(LessonRuns.In(words, lesson).Texts["title"], await visit.Page.InnerTextAsync("h1"));
            await LookAround(visit, Path.Combine(folder, lesson.Name + ".html"), $"{lesson.Name}-{language}");
            Assert.True(await visit.Page.Locator("figure > svg").CountAsync() > 0);
            await visit.Page.Locator("a[rel=index]").First.ClickAsync();
        }
        await visit.Page.ClickAsync(".lessons a >> nth=0");
        for (int page = 1; page < LessonBook.All.Count; page++)
            await visit.Page.Locator("a[rel=next]").First.ClickAsync();
        Assert.EndsWith(LessonBook.All[^1].Name + ".html", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_mark_outside_its_frame_a_faint_word_and_two_labels_in_one_place_are_noticed()
    {
        await using Visit visit = await browser.Open(1280, ColorScheme.Light);
        await visit.Page.SetContentAsync("""
            <body style="background: #fff"><p style="color: #bbb">faint</p>
            <figure><svg aria-label="bad" viewBox="0 0 400 100" width="400" overflow="visible">
            <circle class="hit" cx="420" cy="50" r="3"/>
            <g class="grid"><text x="50" y="50">one</text><text x="52" y="50">two</text></g></svg></figure></body>
            """);
        string[] wrong = await visit.Page.EvaluateAsync<string[]>(Overhang);
        Assert.Equal(["bad: <circle class=\"hit\" cx=\"420\" cy=\"50\" r=\"3\"></circle>",
            "bad: labels overlap: one | two", "faint: <p style=\"color: #bbb\">faint</p>"], wrong);
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

    /// <summary>Opens a file at both widths in both schemes.</summary>
    /// <param name="visit">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="name">What its pictures are called.</param>
    /// <param name="rules">Whether the rules of axe are asked too, if they are there.</param>
    internal static async Task LookAround(Visit visit, string path, string name, bool rules = false)
    {
        foreach ((int width, ColorScheme scheme) in Screens)
        {
            await visit.Page.SetViewportSizeAsync(width, 900);
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Look(visit, path, $"{name}-{width}-{scheme}", settings: scheme == ColorScheme.Light && width < 400);
            if (rules && Axe.IsThere)
                Assert.Empty(await Axe.Wrong(visit.Page));
        }
    }

    /// <summary>Opens a file and fails with everything that is wrong with it; keeps a picture if asked to.</summary>
    /// <remarks>
    /// Settings of a control differ in what is drawn and not in its colours, and a drawing grows with the window as a
    /// whole: one scheme is enough, and the width at which letters are smallest.
    /// </remarks>
    private static async Task Look(Visit visit, string path, string name, bool settings)
    {
        await visit.Page.GotoAsync(new Uri(path).AbsoluteUri);
        string[] wrong = settings ? await EverySetting(visit.Page) : await visit.Page.EvaluateAsync<string[]>(Overhang);
        if (Environment.GetEnvironmentVariable("VECTORLOSS_SCREENSHOTS") is { } folder)
            await Photograph(visit.Page, Path.Combine(folder, name));
        Assert.Empty(visit.Complaints.Concat(wrong));
    }

    /// <summary>What is wrong with the page with its controls at any place.</summary>
    private static async Task<string[]> EverySetting(IPage page)
    {
        HashSet<string> wrong = [.. await page.EvaluateAsync<string[]>(Overhang)];
        int most = await page.EvaluateAsync<int>("Math.max(-1, ...[...document.querySelectorAll('.control input')]"
            + ".map(slider => +slider.max))");
        for (int place = 0; place <= most; place++)
        {
            await page.EvaluateAsync("place => document.querySelectorAll('.control input').forEach(slider => {"
                + "slider.value = place; slider.dispatchEvent(new Event('input')); })", place);
            wrong.UnionWith(await page.EvaluateAsync<string[]>(Overhang));
        }
        return [.. wrong];
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

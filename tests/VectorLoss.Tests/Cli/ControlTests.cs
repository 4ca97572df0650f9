using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>The controls of lesson pages: which lessons have one, what it shows, and how it is reached.</summary>
public sealed class ControlTests(Browser browser) : IClassFixture<Browser>
{
    // A page is one file that opens at once, also from a slow disk or by mail.
    private const int MostBytes = 1_000_000;

    [Theory, MemberData(nameof(Names))]
    public void Every_lesson_has_a_control_whose_settings_show_something_else_and_say_their_value(string name)
    {
        LessonRuns.SkipWhereSlow();
        Assert.NotEmpty(Controls(Find(name)));
        foreach (Movable control in Controls(Find(name)))
        {
            Assert.InRange(control.Variants.Count, 5, 12);
            Assert.All(control.Variants, variant =>
                Assert.Contains($"= {variant.Value})", variant.Chart.Title, StringComparison.Ordinal));
            string[] pictures = [.. control.Variants.Select(variant => Picture(variant.Chart))];
            Assert.Equal(pictures.Length, pictures.Distinct().Count());
        }
    }

    [Theory, InlineData("en"), InlineData("ko")]
    public void No_page_is_large_and_every_figure_names_the_line_that_made_it(string language)
    {
        LessonRuns.SkipWhereSlow();
        string folder = LessonRuns.Pages(Words.Of(language));
        foreach (ILesson lesson in LessonBook.All)
        {
            string page = File.ReadAllText(Path.Combine(folder, lesson.Name + ".html"));
            Assert.InRange(new FileInfo(Path.Combine(folder, lesson.Name + ".html")).Length, 1, MostBytes);
            string[] code = Page.Resource($"lesson-source/{lesson.GetType().Name}.cs").Split('\n');
            MatchCollection links = Regex.Matches(page, "<a class=\"made\" href=\"#L(\\d+)\">");
            Assert.NotEmpty(links);
            Assert.All(links, link =>
                Assert.Matches(@"note\.(Chart|Control)\(", code[int.Parse(link.Groups[1].Value) - 1]));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Arrow_keys_move_a_control_and_only_its_setting_is_shown()
    {
        LessonRuns.SkipWhereSlow();
        await using Visit visit = await Visit(1280);
        ILocator slider = visit.Page.Locator(".control input"), shown = visit.Page.Locator(".variant:visible");
        string name = await visit.Page.InnerTextAsync(".control label");
        Assert.Equal(1, await visit.Page.GetByRole(AriaRole.Slider, new() { Name = name }).CountAsync());
        Assert.Contains("η = 0.1)", await shown.InnerTextAsync(), StringComparison.Ordinal);
        await slider.FocusAsync();
        foreach ((string key, string value) in ((string, string)[])
            [("ArrowRight", "0.5"), ("ArrowLeft", "0.1"), ("End", "100"), ("Home", "10⁻⁴")])
        {
            await visit.Page.Keyboard.PressAsync(key);
            Assert.Equal(1, await shown.CountAsync());
            Assert.Contains($"η = {value})", await shown.InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(value, await slider.GetAttributeAsync("aria-valuetext"));
            Assert.Equal(value, await visit.Page.InnerTextAsync(".control output"));
        }
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Without_script_the_usual_setting_is_shown_and_no_control()
    {
        LessonRuns.SkipWhereSlow();
        await using Visit visit = await Visit(390, script: false);
        Assert.Equal(1, await visit.Page.Locator(".variant:visible").CountAsync());
        Assert.Contains("η = 0.1)", await visit.Page.Locator(".variant:visible").InnerTextAsync(),
            StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.Locator(".control:visible").CountAsync());
    }

    [Fact]
    public async Task Beside_a_figure_stands_its_code_wrapped_and_marked_when_asked_for()
    {
        LessonRuns.SkipWhereSlow();
        await using Visit visit = await Visit(1280);
        ILocator figure = visit.Page.Locator(".variant:visible figure"), code = visit.Page.Locator(".code pre");
        LocatorBoundingBoxResult left = (await figure.BoundingBoxAsync())!, right = (await code.BoundingBoxAsync())!;
        Assert.InRange(right.X, left.X + left.Width, 1280);
        Assert.InRange(right.Y, left.Y - 100, left.Y + left.Height);
        Assert.True(await code.EvaluateAsync<bool>("pre => pre.scrollWidth <= pre.clientWidth"));
        await visit.Page.Locator("a.made:visible").First.ScrollIntoViewIfNeededAsync();
        double before = await visit.Page.EvaluateAsync<double>("scrollY");
        await visit.Page.Locator("a.made:visible").First.ClickAsync();
        Assert.Equal(before, await visit.Page.EvaluateAsync<double>("scrollY"));
        string[] marked = [.. await visit.Page.Locator(".l.here").AllInnerTextsAsync()];
        Assert.StartsWith("note.Control(\"curves\"", marked[0].Trim(), StringComparison.Ordinal);
        Assert.StartsWith("}, logY: true", marked[^1].Trim(), StringComparison.Ordinal);
    }

    // Names depend on the language and contrast on the scheme: each of them once, and each width once.
    [Theory, InlineData("en", 1280, ColorScheme.Light), InlineData("ko", 390, ColorScheme.Dark)]
    public async Task Contrast_and_names_pass_the_rules_of_axe(string language, int width, ColorScheme scheme)
    {
        LessonRuns.SkipWhereSlow();
        Axe.SkipWithout();
        await using Visit visit = await browser.Open(width, scheme);
        string folder = LessonRuns.Pages(Words.Of(language));
        List<string> wrong = [];
        foreach (string path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            await visit.Page.GotoAsync(new Uri(path).AbsoluteUri);
            wrong.AddRange((await Axe.Wrong(visit.Page)).Select(each => $"{Path.GetFileName(path)}: {each}"));
        }
        Directory.Delete(folder, recursive: true);
        Assert.True(wrong.Count + visit.Complaints.Count == 0, string.Join('\n', wrong.Concat(visit.Complaints)));
    }

    [Fact]
    public async Task Axe_notices_a_faint_word_and_a_slider_without_a_name()
    {
        Axe.SkipWithout();
        await using Visit visit = await browser.Open(1280, ColorScheme.Light);
        await visit.Page.SetContentAsync("<html lang=\"en\"><title>t</title><main><h1>t</h1>"
            + "<p style=\"color: #bbb; background: #fff\">faint</p><input type=\"range\"></main></html>");
        string[] wrong = await Axe.Wrong(visit.Page);
        Assert.Contains(wrong, each => each.StartsWith("color-contrast: ", StringComparison.Ordinal));
        Assert.Contains(wrong, each => each.StartsWith("label: ", StringComparison.Ordinal));
    }

    public static TheoryData<string> Names => [.. LessonBook.All.Select(lesson => lesson.Name)];

    private async Task<Visit> Visit(int width, bool script = true)
    {
        Visit visit = await browser.Open(width, ColorScheme.Light, script);
        string folder = Directory.CreateTempSubdirectory("vectorloss-control-").FullName;
        ILesson lesson = Find("learning-rate");
        LessonPages.Write(folder, Words.English, [(lesson, LessonRuns.English(lesson))]);
        await visit.Page.GotoAsync(new Uri(Path.Combine(folder, lesson.Name + ".html")).AbsoluteUri);
        Directory.Delete(folder, recursive: true);
        return visit;
    }

    private static ILesson Find(string name) => LessonBook.All.Single(lesson => lesson.Name == name);

    private static IEnumerable<Movable> Controls(ILesson lesson) =>
        LessonRuns.English(lesson).Figures.OfType<Movable>();

    // Without heading and caption, which say the setting.
    private static string Picture(Chart chart)
    {
        var page = new Markup();
        chart.Write(page, "f");
        string whole = page.ToString().Replace(Markup.Escape(chart.Title), "", StringComparison.Ordinal);
        int from = whole.IndexOf("<svg viewBox=\"0 0 400", StringComparison.Ordinal);
        return whole[from..whole.IndexOf("</svg><output", from, StringComparison.Ordinal)];
    }
}

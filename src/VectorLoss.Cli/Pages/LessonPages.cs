using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;

namespace VectorLoss.Cli.Pages;

/// <summary>The pages of the lessons: an index and one page each.</summary>
internal static class LessonPages
{
    private const string Option = "--out";

    /// <summary>Writes index.html and NAME.html for every lesson that ran.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="words">The language.</param>
    /// <param name="lessons">Lessons and what they wrote down, in reading order.</param>
    public static void Write(string directory, Words words, IReadOnlyList<(ILesson Lesson, Notebook Note)> lessons)
    {
        // The index comes last: what it links to is there.
        for (int i = 0; i < lessons.Count; i++)
            Files.WriteText(PageOf(directory, lessons[i].Lesson.Name), One(words, lessons, i));
        Files.WriteText(PageOf(directory, "index"), Index(words, lessons));
    }

    /// <summary>Makes the directory, and finds out before the lessons run whether their pages can be written.</summary>
    /// <exception cref="UserError">They cannot.</exception>
    public static void Check(string directory, IEnumerable<ILesson> lessons)
    {
        Files.RequireDirectory(new(Option, directory));
        Files.Check([.. lessons.Select(lesson => PageOf(directory, lesson.Name)), PageOf(directory, "index")]);
    }

    private static NamedFile PageOf(string directory, string name)
        => new(Option, Path.Combine(directory, name + ".html"));

    private static string Index(Words words, IReadOnlyList<(ILesson Lesson, Notebook Note)> lessons)
    {
        var body = new Markup(words);
        body.Raw("<ol class=\"lessons\">");
        foreach ((ILesson lesson, Notebook note) in lessons)
        {
            int good = note.Claims.Count(claim => claim.Holds);
            string mark = good == note.Claims.Count ? "yes" : "no";
            body.Add($"<li><a href=\"{lesson.Name}.html\">{note.Texts["title"]}</a><p>{note.Texts["question"]}</p>")
                .Add($"<p class=\"{mark}\"><strong>{words.Claims}: {good}/{note.Claims.Count}</strong></p></li>\n");
        }
        body.Raw("</ol>");
        Command(body, "all --out lessons");
        return Page.Whole(words, words.Home, [], body);
    }

    private static string One(Words words, IReadOnlyList<(ILesson Lesson, Notebook Note)> lessons, int at)
    {
        (ILesson lesson, Notebook note) = lessons[at];
        var body = new Markup(words);
        body.Add($"<p class=\"lead\">{note.Texts["question"]}</p>\n<ul class=\"said\">");
        foreach (string line in note.Lines)
            body.Add($"<li>{line}</li>\n");
        body.Raw("</ul>\n<div class=\"pair\"><div>");
        for (int i = 0; i < note.Figures.Count; i++)
            note.Figures[i].Write(body, $"f{i}");
        body.Raw("</div>\n");
        CodeView.Write(body, words.Code, Page.Resource($"lesson-source/{lesson.GetType().Name}.cs"));
        body.Raw("</div>\n");
        Checks(body, note);
        Times(body, note);
        Command(body, lesson.Name);
        return Page.Whole(words, note.Texts["title"], Ways(words, lessons, at), body);
    }

    private static void Checks(Markup body, Notebook note)
    {
        Words words = body.Words;
        body.Add($"<h2>{words.Claims}</h2><ul class=\"claims\">\n");
        foreach (Claim claim in note.Claims)
        {
            (string mark, string verdict) = claim.Holds ? ("yes", words.Holds) : ("no", words.Fails);
            body.Add($"<li class=\"{mark}\">{claim.Statement} <span class=\"why\">{claim.Why}</span><br>")
                .Add($"<span class=\"why\">{words.Measured} {Figures.Show(claim.Measured)}; ")
                .Add($"{words.Bound} {claim.Range}: </span><strong>{verdict}</strong></li>\n");
        }
        body.Raw("</ul>\n");
    }

    // Last of all and by themselves: everything above is the same in every run.
    private static void Times(Markup body, Notebook note)
    {
        if (note.Times.Count == 0)
            return;
        body.Add($"<h2>{body.Words.Times}</h2><ul class=\"said\">");
        foreach (string line in note.Times)
            body.Add($"<li>{line}</li>\n");
        body.Raw("</ul>\n");
    }

    private static void Command(Markup body, string what)
    {
        string language = body.Words.Language == "en" ? "" : $" --lang {body.Words.Language}";
        body.Add($"<h2>{body.Words.Reproduce}</h2>")
            .Add($"<pre class=\"wrap\" tabindex=\"0\"><code>vectorloss lesson {what}{language}</code></pre>\n");
    }

    private static Link[] Ways(Words words, IReadOnlyList<(ILesson Lesson, Notebook Note)> lessons, int at)
    {
        List<Link> links = [];
        if (at > 0)
            links.Add(To(words.Previous, lessons[at - 1], "prev"));
        links.Add(new(words.Index, "index.html", "index"));
        if (at < lessons.Count - 1)
            links.Add(To(words.Next, lessons[at + 1], "next"));
        return [.. links];
    }

    private static Link To(string word, (ILesson Lesson, Notebook Note) lesson, string relation) =>
        new($"{word}: {lesson.Note.Texts["title"]}", lesson.Lesson.Name + ".html", relation);
}

using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>The page of one run of a command: what came out, how to repeat it, figures.</summary>
internal static class ReportPage
{
    /// <summary>A whole document, ready to be saved as one file.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="facts">Settings and results as name and value, in the order to be read.</param>
    /// <param name="command">The command line that repeats the run.</param>
    /// <param name="figures">In the order to be looked at.</param>
    public static string Whole(
        string title, IReadOnlyList<(string Name, string Value)> facts, string command, IReadOnlyList<IFigure> figures)
    {
        var body = new Markup();
        body.Raw("<table>");
        foreach ((string name, string value) in facts)
            body.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
        body.Add($"</table><h2>{body.Words.Reproduce}</h2>")
            .Add($"<pre class=\"wrap\" tabindex=\"0\"><code>{command}</code></pre>");
        if (figures.Count > 0)
            body.Add($"<h2>{body.Words.Figure}</h2>");
        body.Raw("<div class=\"figures\">\n");
        for (int number = 0; number < figures.Count; number++)
            figures[number].Write(body, $"f{number}");
        return Page.Whole(Words.English, title, [], body.Raw("</div>"));
    }
}

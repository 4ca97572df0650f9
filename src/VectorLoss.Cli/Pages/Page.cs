using System.Reflection;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>The shell around every page: one file that needs nothing else, with style and script inside.</summary>
internal static class Page
{
    private const int Side = 16;

    private static readonly string Icon = Png.Base64(Valley(), Side, Side);

    /// <summary>A whole document.</summary>
    /// <param name="words">Its language.</param>
    /// <param name="title">Its title, also for the browser's tab.</param>
    /// <param name="navigation">Links at head and foot; may be empty.</param>
    /// <param name="body">What stands in main, after the heading.</param>
    public static string Whole(Words words, string title, IReadOnlyList<Link> navigation, Markup body)
    {
        var page = new Markup(words);
        page.Add($"<!DOCTYPE html>\n<html lang=\"{words.Language}\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            // An icon in the page: without it a browser asks the network for one.
            .Add($"<link rel=\"icon\" href=\"data:image/png;base64,{Icon}\">\n")
            .Add($"<title>{title} – VectorLoss</title>\n<style>\n").Raw(Resource("style.css"))
            .Raw("</style>\n</head>\n<body>\n")
            .Add($"<header><a class=\"skip\" href=\"#main\">{words.Skip}</a>");
        Navigation(page, words.Ways, navigation);
        page.Add($"</header>\n<main id=\"main\">\n<h1>{title}</h1>\n").Raw(body.ToString()).Raw("</main>\n<footer>");
        Navigation(page, words.WaysBelow, navigation);
        page.Raw("</footer>\n<script>\n").Raw(Resource("page.js")).Raw("</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>A text that is built into this program.</summary>
    public static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without its resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // A loss and its minimum: a parabola, as wide everywhere.
    private static byte[] Valley()
    {
        const double Middle = (Side - 1) / 2.0, Depth = 13, Wide = 1.8;
        var ink = new byte[Side * Side];
        for (int i = 0; i < ink.Length; i++)
        {
            double x = ((i % Side) - Middle) / Middle, above = (i / Side) - (1 + (Depth * (1 - (x * x))));
            double away = Math.Abs(above) / Math.Sqrt(1 + Math.Pow(2 * Depth * x / Middle, 2));
            ink[i] = (byte)Math.Clamp(255 * (Wide - away), 0, 255);
        }
        return ink;
    }

    private static void Navigation(Markup page, string name, IReadOnlyList<Link> links)
    {
        if (links.Count == 0)
            return;
        page.Add($"<nav aria-label=\"{name}\">");
        foreach (Link link in links)
            page.Add($"<a href=\"{link.Address}\" rel=\"{link.Relation}\">{link.Text}</a>");
        page.Raw("</nav>");
    }
}

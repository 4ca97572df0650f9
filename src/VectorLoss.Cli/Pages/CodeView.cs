using System.Text.RegularExpressions;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>
/// C# source on a page: comments, text and keywords coloured, everything escaped. Each line is an element of its own,
/// so that a long one goes on below itself, further to the right than it began.
/// </summary>
internal static class CodeView
{
    public static void Write(Markup page, string heading, string source)
    {
        page.Add($"<section class=\"code\"><h2>{heading}</h2>")
            .Add($"<pre tabindex=\"0\" role=\"region\" aria-label=\"{heading}\"><code>");
        string[] lines = source.TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
            Line(page, lines[i], i + 1);
        page.Raw("</code></pre></section>\n");
    }

    private static void Line(Markup page, string line, int number)
    {
        int indent = line.Length - line.TrimStart(' ').Length, done = indent;
        page.Add($"<span class=\"l\" id=\"L{number}\" style=\"--i:{indent}\">");
        // Spaces of their own kind: a long word must not leave them on a line by themselves.
        if (indent > 0)
            page.Add($"<span class=\"i\">{line[..indent]}</span>");
        foreach (Match match in Tokens.Matches(line))
        {
            string kind = match.Groups["c"].Success ? "c" : match.Groups["t"].Success ? "t" : "k";
            page.Add($"{line[done..match.Index]}<span class=\"{kind}\">{match.Value}</span>");
            done = match.Index + match.Length;
        }
        page.Add($"{line[done..]}\n</span>");
    }

    private const string Keywords =
        "using|namespace|internal|public|private|static|sealed|class|record|struct|readonly|void|double|float|int|var"
        + "|new|for|foreach|in|if|else|return|while|string|bool|true|false|ref|out|default|const|switch|where|is|this";

    private static readonly Regex Tokens = new(
        "(?<c>//[^\n]*)|(?<t>\\$?\"(?:\\\\.|[^\"\\\\\n])*\")|(?<k>\\b(?:" + Keywords + ")\\b)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
}

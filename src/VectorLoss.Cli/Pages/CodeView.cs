using System.Text.RegularExpressions;
using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>C# source on a page: comments, text and keywords coloured, everything escaped.</summary>
internal static class CodeView
{
    public static void Write(Markup page, string heading, string source)
    {
        page.Add($"<section class=\"code\"><h2>{heading}</h2>")
            .Add($"<pre tabindex=\"0\" role=\"region\" aria-label=\"{heading}\"><code>");
        int done = 0;
        foreach (Match match in Tokens.Matches(source))
        {
            string kind = match.Groups["c"].Success ? "c" : match.Groups["t"].Success ? "t" : "k";
            page.Add($"{source[done..match.Index]}<span class=\"{kind}\">{match.Value}</span>");
            done = match.Index + match.Length;
        }
        page.Add($"{source[done..]}</code></pre></section>\n");
    }

    private const string Keywords =
        "using|namespace|internal|public|private|static|sealed|class|record|struct|readonly|void|double|float|int|var"
        + "|new|for|foreach|in|if|else|return|while|string|bool|true|false|ref|out|default|const|switch|where|is|this";

    private static readonly Regex Tokens = new(
        "(?<c>//[^\n]*)|(?<t>\\$?\"(?:\\\\.|[^\"\\\\\n])*\")|(?<k>\\b(?:" + Keywords + ")\\b)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
}

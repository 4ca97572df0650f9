using VectorLoss.Cli.Pages;

namespace VectorLoss.Cli;

/// <summary>Programs to start from, one a language; each is a working example of the protocol.</summary>
internal static class ProgramTemplate
{
    private static readonly (string Language, string File)[] Files =
        [("python", "python.py"), ("pytorch", "pytorch.py"), ("c", "c.c"), ("javascript", "javascript.js")];

    /// <summary>The languages.</summary>
    public static string[] Languages => [.. Files.Select(file => file.Language)];

    /// <summary>The program of a language.</summary>
    public static string Of(string language)
        => Page.Resource("gradcheck-template/" + Files.First(file => file.Language == language).File);
}

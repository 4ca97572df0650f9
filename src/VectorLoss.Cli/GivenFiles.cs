using System.CommandLine;

namespace VectorLoss.Cli;

/// <summary>The files that a command line names, so that what is wrong with one is said of its option.</summary>
internal static class GivenFiles
{
    /// <summary>
    /// The options that name a file, or the directory it lies in, and a space: <c>--model </c>; nothing where none
    /// does.
    /// </summary>
    public static string Options(ParseResult parsed, string path)
    {
        // What follows one of these is an argument of the command.
        HashSet<string> switches = [.. parsed.CommandResult.Command.Options.OfType<Option<bool>>()
            .Select(one => one.Name)];
        string[] words = [.. parsed.Tokens.Select(token => token.Value)], options = [.. words
            .Select((word, i) => word.Split('=', 2) is [var name, var value] ? (Name: name, Value: value)
                : (Name: word, Value: words.ElementAtOrDefault(i + 1)))
            .Where(pair => pair.Name.StartsWith("--", StringComparison.Ordinal) && !switches.Contains(pair.Name)
                && pair.Value is { Length: > 0 } value && (path == value || path.StartsWith(
                    Path.TrimEndingDirectorySeparator(value) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .Select(pair => pair.Name).Distinct()];
        return options.Length == 0 ? "" : string.Join(" and ", options) + " ";
    }
}

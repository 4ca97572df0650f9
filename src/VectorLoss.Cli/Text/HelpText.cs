using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace VectorLoss.Cli;

/// <summary>The help of a command, wrapped between words at the width of the terminal.</summary>
/// <param name="terminal">Where it goes.</param>
internal sealed class HelpText(Terminal terminal) : SynchronousCommandLineAction
{
    // Longer lines of running text are hard to read, and a pipe has no width of its own.
    private const int Widest = 100;
    private const string Margin = "  ";

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.Write(Of(parseResult.CommandResult.Command, Math.Min(terminal.Columns, Widest)));
        return ExitCode.Done;
    }

    private static string Of(Command command, int columns)
    {
        StringBuilder text = new();
        foreach (string paragraph in (command.Description ?? "").ReplaceLineEndings("\n").Split("\n\n"))
            text.Append(Layout.Hanging("", paragraph.Replace('\n', ' '), columns)).Append('\n');
        text.Append(Layout.Hanging("Usage:  ", Usage(command), columns));
        Append(text, "Arguments", [.. command.Arguments.Select(one => (one.Name, one.Description))], columns);
        Append(text, "Options", [.. Options(command).Select(one => (Signature(one), one.Description))], columns);
        Append(text, "Commands", [.. command.Subcommands.Select(one
            => (string.Join(' ', [one.Name, .. one.Arguments.Select(Place)]), FirstLine(one.Description)))], columns);
        return text.ToString();
    }

    private static string Usage(Command command)
    {
        Stack<string> path = [];
        for (Command? above = Above(command); above is not null; above = Above(above))
            path.Push(above.Name);
        string[] places = [.. command.Arguments.Select(Place)];
        // A command that takes any word reads options of its own.
        string own = command.TreatUnmatchedTokensAsErrors ? "" : "[--NAME VALUE]... ";
        string last = command.Subcommands.Count > 0 ? "COMMAND [options]" : own + "[options]";
        return string.Join(' ', [.. path, command.Name, .. places, last]);
    }

    private static Command? Above(Command command) => command.Parents.OfType<Command>().FirstOrDefault();

    private static string Place(Argument argument) => argument.Arity switch
    {
        { MaximumNumberOfValues: > 1 } => $"[{argument.Name}...]",
        { MinimumNumberOfValues: 0 } => $"[{argument.Name}]",
        _ => argument.Name,
    };

    // Those of the commands above that hold everywhere, such as --help, come last.
    private static IEnumerable<Option> Options(Command command)
        => command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options)
            .Where(option => option.Recursive)).Where(option => !option.Hidden);

    private static string Signature(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).Where(name => name.StartsWith('-'))
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        string value = option.HelpName is { } help ? $" <{help}>" : "";
        return string.Join(", ", names) + value + (option.Required ? " (required)" : "");
    }

    private static string FirstLine(string? description) => (description ?? "").ReplaceLineEndings("\n").Split('\n')[0];

    private static void Append(StringBuilder text, string title, (string Name, string? Meaning)[] rows, int columns)
    {
        if (rows.Length == 0)
            return;
        text.Append('\n').Append(title).Append(":\n");
        int most = Math.Min(32, columns / 2);
        int width = rows.Select(row => Layout.Width(row.Name)).Where(wide => wide <= most)
            .DefaultIfEmpty(most / 2).Max();
        foreach ((string name, string? meaning) in rows)
        {
            string start = Margin + Layout.Pad(name, width) + Margin;
            if (Layout.Width(name) > width)
            {
                // Choices are broken between two of them; what they are for begins below.
                bool fits = Margin.Length + Layout.Width(name) <= columns;
                string spaced = fits ? name : name.Replace("|", " | ", StringComparison.Ordinal);
                text.Append(Layout.Hanging(Margin, spaced, columns));
                start = Layout.Pad("", width + (2 * Margin.Length));
            }
            text.Append(Layout.Hanging(start, meaning ?? "", columns));
        }
    }
}

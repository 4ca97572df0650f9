using System.CommandLine;
using System.CommandLine.Parsing;

namespace VectorLoss.Cli;

/// <summary>What is wrong with a command line, in one line that names the word.</summary>
internal static class ParseProblems
{
    /// <summary>Refuses a command line that cannot be run as it stands.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void Refuse(ParseResult parsed)
    {
        CommandResult command = parsed.CommandResult;
        string help = command.Parent is null ? "vectorloss" : $"vectorloss {command.Command.Name}";
        if (Repeated(command) is { } twice)
            throw new UserError($"{twice} is given more than once (see '{help} --help')");
        if (parsed.Errors.Count == 0)
            return;
        // An unknown word also leaves a command or an argument missing, and the word is the better explanation.
        bool isUnknown = parsed.UnmatchedTokens.Count > 0 && command.Command.TreatUnmatchedTokensAsErrors;
        string problem = isUnknown ? Unknown(parsed.UnmatchedTokens[0], command) : Message(parsed.Errors[0]);
        throw new UserError($"{problem} (see '{help} --help')");
    }

    private static string? Repeated(CommandResult command) => command.Children.OfType<OptionResult>()
        .FirstOrDefault(option => option.IdentifierTokenCount > 1)?.Option.Name;

    private static string Unknown(string word, CommandResult command)
    {
        bool isOption = word.StartsWith('-');
        IEnumerable<Symbol> known = isOption ? command.Command.Options : command.Command.Subcommands;
        string kind = isOption ? "an option" : command.Command.Subcommands.Count > 0 ? "a command" : "expected here";
        string named = isOption ? word.Split('=')[0] : word;
        return $"'{Printable.Cut(word)}' is not {kind}{Nearest.Hint(named, known.Select(symbol => symbol.Name))}";
    }

    // The parser's own words name the kind of symbol first; ours name the option.
    private static string Message(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens.Count: 0 } => $"{option.Name} needs a value",
        CommandResult { Command: var command } when command.Subcommands.Count > 0 => "a command is missing",
        ArgumentResult { Argument: var argument, Tokens.Count: 0 } => $"{argument.Name} is missing",
        _ => error.Message.ReplaceLineEndings(" ").TrimEnd('.'),
    };
}

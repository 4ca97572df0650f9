using System.CommandLine;
using System.CommandLine.Parsing;

namespace VectorLoss.Cli;

/// <summary>What is wrong with a command line, in one line that names the word.</summary>
internal static class ParseProblems
{
    /// <summary>Why a command line cannot be run as it stands; null if it can.</summary>
    public static UserError? Of(ParseResult parsed)
    {
        CommandResult command = parsed.CommandResult;
        string help = Name(command);
        if (Misspelt(command) is { } word)
            return new UserError($"{Unknown(word, command)} (see '{help} --help')");
        if (Repeated(command) is { } twice)
            return new UserError($"{twice} is given more than once (see '{help} --help')");
        if (parsed.Errors.Count == 0)
            return null;
        // An unknown word also leaves a command or an argument missing, and the word is the better explanation.
        bool isUnknown = parsed.UnmatchedTokens.Count > 0 && command.Command.TreatUnmatchedTokensAsErrors;
        string problem = isUnknown ? Unknown(parsed.UnmatchedTokens[0], command)
            : Message(parsed.Errors.FirstOrDefault(IsOfGiven) ?? parsed.Errors[0]);
        return new UserError($"{problem} (see '{help} --help')");
    }

    private static string Name(CommandResult command)
        => (command.Parent is CommandResult parent ? Name(parent) + " " : "") + command.Command.Name;

    // The parser takes an unknown option for the value of an argument or of the option before it: '--save --stps 10'.
    // A file whose name begins so is written as ./--name.
    private static string? Misspelt(CommandResult command) => command.Children.SelectMany(child => child.Tokens)
        .Select(token => token.Value).FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)
            || (word.Length > 2 && word[0] == '-' && char.IsAsciiLetter(word[1])));

    private static string? Repeated(CommandResult command) => command.Children.OfType<OptionResult>()
        .FirstOrDefault(option => option.IdentifierTokenCount > 1)?.Option.Name;

    private static string Unknown(string word, CommandResult command)
    {
        bool isOption = word.StartsWith('-');
        IEnumerable<Symbol> known = isOption ? command.Command.Options.Concat(command.Command.Parents.OfType<Command>()
            .SelectMany(parent => parent.Options).Where(option => option.Recursive)) : command.Command.Subcommands;
        string kind = isOption ? "an option" : command.Command.Subcommands.Count > 0 ? "a command" : "expected here";
        string named = isOption ? word.Split('=')[0] : word;
        string hint = Nearest.Hint(named, known.Select(symbol => (symbol.Name, symbol.Description ?? "")));
        return $"'{Printable.Cut(word)}' is not {kind}{hint}";
    }

    // What is wrong with what was typed comes before what was not.
    private static bool IsOfGiven(ParseError error) => error.SymbolResult is OptionResult { IdentifierToken: not null };

    // The parser's own words name the kind of symbol first; ours name the option.
    private static string Message(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens.Count: 0, IdentifierToken: null } => $"{option.Name} is missing",
        OptionResult { Option: var option, Tokens.Count: 0 } => $"{option.Name} needs a value",
        CommandResult { Command: var command } when command.Subcommands.Count > 0 => "a command is missing",
        ArgumentResult { Argument: var argument, Tokens.Count: 0 } => $"{argument.Name} is missing",
        _ => error.Message.ReplaceLineEndings(" ").TrimEnd('.'),
    };
}

using System.CommandLine;
using System.CommandLine.Help;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The commands, and the one place where a failure becomes a line and an exit code.</summary>
internal static class CommandLine
{
    private const string Description =
        """
        Loss functions, trained and measured: SIMD kernels, a tape, and digits to learn.

        Start with 'vectorloss train': it learns the digits that the program carries in seconds.
        Exit codes: 0 done, 1 the goal was not reached, 2 bad arguments or bad input, 130 interrupted.
        """;

    public static int Run(string[] args, Terminal terminal)
    {
        RootCommand root = new(Description)
        {
            TrainCommand.Create(terminal), EvalCommand.Create(terminal), InfoCommand.Create(terminal),
            Lessons.LessonCommand.CreateList(terminal), Lessons.LessonCommand.Create(terminal),
            LossesCommand.Create(terminal), LossCommand.Create(terminal), VerifyCommand.Create(terminal),
        };
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        InvocationConfiguration streams = new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
                throw new UserError(FirstProblem(parsed));
            return parsed.Invoke(streams);
        }
        catch (Exception problem) when (problem is UserError or DataFormatException or TrainingDivergedException)
        {
            terminal.Error.WriteLine($"vectorloss: {problem.Message}");
            return ExitCode.BadInput;
        }
    }

    private static string FirstProblem(ParseResult parsed)
    {
        string name = parsed.CommandResult.Command is RootCommand ? "vectorloss" : $"vectorloss {parsed.CommandResult.Command.Name}";
        // An unknown word also leaves the command missing, and the word is the better explanation.
        string problem = parsed.UnmatchedTokens is [var word, ..] ? $"'{word}' is not a command or option" : parsed.Errors[0].Message.TrimEnd('.');
        return $"{problem} (see '{name} --help')";
    }
}

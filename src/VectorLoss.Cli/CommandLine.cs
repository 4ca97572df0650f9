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
        // A plain command, because a RootCommand calls itself after its assembly, and that name is the engine's with a
        // suffix.
        Command root = new("vectorloss", Description)
        {
            TrainCommand.Create(terminal), EvalCommand.Create(terminal), InfoCommand.Create(terminal),
            Lessons.LessonCommand.CreateList(terminal), Lessons.LessonCommand.Create(terminal),
            LossesCommand.Create(terminal), LossCommand.Create(terminal), VerifyCommand.Create(terminal),
            GradcheckCommand.Create(terminal),
            new HelpOption(), new VersionOption(),
        };
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        InvocationConfiguration streams = new() { Output = terminal.Out, Error = terminal.Error,
            EnableDefaultExceptionHandler = false };
        try
        {
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
                throw new UserError(FirstProblem(parsed));
            return parsed.Invoke(streams);
        }
        catch (Exception problem) when (Explain(problem) is not null)
        {
            terminal.Error.WriteLine($"vectorloss: {Explain(problem)}");
            return ExitCode.BadInput;
        }
    }

    // What the user can mend gets a line. Anything else is a mistake of ours and keeps its stack trace.
    private static string? Explain(Exception problem) => problem switch
    {
        UserError or DataFormatException => problem.Message,
        TrainingDivergedException => $"{problem.Message} (--lr, --warmup, --init)",
        IOException or UnauthorizedAccessException => problem.Message.ReplaceLineEndings(" "),
        OutOfMemoryException => "not enough memory for a net and a batch of this size (--layers, --batch)",
        _ => null,
    };

    private static string FirstProblem(ParseResult parsed)
    {
        string name = parsed.CommandResult.Parent is null
            ? "vectorloss" : $"vectorloss {parsed.CommandResult.Command.Name}";
        // An unknown word also leaves the command missing, and the word is the better explanation.
        string problem = parsed.UnmatchedTokens is [var word, ..]
            ? $"'{word}' is not a command or option" : parsed.Errors[0].Message.TrimEnd('.');
        return $"{problem} (see '{name} --help')";
    }
}

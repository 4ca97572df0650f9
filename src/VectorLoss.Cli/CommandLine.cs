using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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

        Exit codes: 0 done, 1 the goal was not reached or the loss diverged, 2 bad arguments or bad input, 3 done but
        what was asked for (metrics, a report, standard output) could not be written, 130 interrupted.
        """;

    public static int Run(string[] args, Terminal terminal)
    {
        // A plain command, because a RootCommand is named after its assembly, which is the engine's name with a suffix.
        Command root = new("vectorloss", Description)
        {
            TrainCommand.Create(terminal), PredictCommand.Create(terminal), EvalCommand.Create(terminal),
            ExportCommand.Create(terminal), InfoCommand.Create(terminal),
            Lessons.LessonCommand.CreateList(terminal), Lessons.LessonCommand.Create(terminal),
            LossesCommand.Create(terminal), LossCommand.Create(terminal), VerifyCommand.Create(terminal),
            GradcheckCommand.Create(terminal), NewCommand.Create(terminal),
            new HelpOption { Action = new HelpText(terminal) }, new VersionOption(),
        };
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        InvocationConfiguration streams = new()
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            return parsed.Action is not HelpText && ParseProblems.Of(parsed) is { } problem
                ? Ranks.Refuse(terminal, problem) : parsed.Invoke(streams);
        }
        catch (Exception problem) when (Explain(problem) is not null)
        {
            string option = problem is DataFormatException { FileName: var file }
                ? GivenFiles.Options(parsed, file) : "";
            terminal.Error.WriteLine($"vectorloss: {Printable.Message(option + Explain(problem)!)}");
            return CodeOf(problem);
        }
    }

    /// <summary>The exit code of a failure that <see cref="Explain"/> explains.</summary>
    public static int CodeOf(Exception problem)
        => IsOfStandardOutput(problem) ? ExitCode.OutputLost : ExitCode.BadInput;

    // All files have their own words.
    private static bool IsOfStandardOutput(Exception problem) => problem is IOException or UnauthorizedAccessException;

    // What the user can mend gets a line. Anything else is a mistake of ours and keeps its stack trace.
    public static string? Explain(Exception problem) => problem switch
    {
        UserError or Mpi.MpiException => problem.Message,
        DataFormatException format => $"{format.FileName}: {Printable.Reason(format.Reason)}",
        _ when IsOfStandardOutput(problem) => $"standard output cannot be written: {Files.Reason(problem, "")}",
        OutOfMemoryException => "not enough memory for work of this size",
        _ => null,
    };
}

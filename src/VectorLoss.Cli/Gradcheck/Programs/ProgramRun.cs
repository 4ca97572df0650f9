using System.CommandLine;
using System.Diagnostics;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss gradcheck --program</c>: one call.</summary>
/// <param name="terminal">Where results are written.</param>
/// <param name="options">The options of the command.</param>
/// <param name="parsed">Their values.</param>
internal sealed class ProgramRun(Terminal terminal, GradcheckOptions options, ParseResult parsed)
{
    private readonly long start = Stopwatch.GetTimestamp();

    private double Seconds => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary>Checks the gradient of a program.</summary>
    /// <param name="command">Its command line.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserError">The program fails, or an option does not fit.</exception>
    public int Run(string command)
    {
        if (parsed.GetValue(options.SelfTest) || parsed.GetValue(options.Template) is not null)
            throw new UserError("--program does not go with --self-test and --template");
        ProgramSettings settings = Settings(command);
        string? junit = parsed.GetValue(options.JUnit);
        try
        {
            ProgramResult result = Check(settings);
            double seconds = Seconds;
            bool isWritten = options.Write(parsed, terminal, () => Pages.GradcheckPage.Of(result, settings.Point),
                file => JUnitFile.Write(file, result, seconds));
            terminal.Out.Write(parsed.GetValue(options.Json) ? result.ToJson() + "\n"
                : Layout.Lines(result.ToText(), terminal.Columns));
            return !result.Report.Passed ? ExitCode.GoalMissed : isWritten ? ExitCode.Done : ExitCode.OutputLost;
        }
        catch (UserError problem) when (junit is not null)
        {
            Files.Attempt(() => JUnitFile.WriteError(new(options.JUnit.Name, junit), command, Seconds, problem.Message),
                terminal.Warn);
            throw;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private ProgramResult Check(ProgramSettings settings)
    {
        using Interrupt interrupt = new(terminal);
        using ProgramCheck check = new(settings, interrupt.Token);
        CheckState state = new(Printable.Cut(settings.Command));
        using WorkProgress progress = new(terminal, () => state.Last);
        return check.Run(state);
    }

    private ProgramSettings Settings(string command)
    {
        string at = parsed.GetValue(options.At)
            ?? throw new UserError("--program needs --at FILE, the point at which the gradient is checked");
        bool single = parsed.GetValue(options.Precision) == "float";
        return new(command, Words(command), ProgramPoint.Read(at, single),
            (int)(parsed.GetValue(options.Workers) ?? 1),
            TimeSpan.FromSeconds(parsed.GetValue(options.Timeout) ?? 60),
            single ? NumberPrecision.Float : NumberPrecision.Double,
            parsed.GetValue(options.Mode) == "fast" ? CheckMode.Fast : CheckMode.Exhaustive,
            (int)(parsed.GetValue(options.Seed) ?? 1));
    }

    private static IReadOnlyList<string> Words(string command)
    {
        try
        {
            IReadOnlyList<string> words = ShellWords.Split(command);
            return words is [{ Length: > 0 }, ..] ? words : throw new UserError("--program takes a command, not ''");
        }
        catch (FormatException problem)
        {
            throw new UserError($"--program {command}: {problem.Message}", problem);
        }
    }
}

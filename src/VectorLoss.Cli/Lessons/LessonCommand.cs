using System.CommandLine;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Pages;
using VectorLoss.Data;

namespace VectorLoss.Cli.Lessons;

/// <summary>
/// <c>vectorloss lessons</c> and <c>vectorloss lesson</c>: claims about loss functions, shown by running them.
/// </summary>
internal static class LessonCommand
{
    private const string All = "all";
    private const int NameWidth = 22;

    /// <summary>The command that lists the lessons.</summary>
    public static Command CreateList(Terminal terminal)
    {
        Command command = new("lessons", "List the lessons: claims about losses that run and check themselves.");
        Option<string?> language = Language();
        command.Add(language);
        command.SetAction(parsed =>
        {
            Words words = Words.Of(parsed.GetValue(language) ?? "en");
            foreach (ILesson lesson in LessonBook.All)
            {
                terminal.Out.Write(Layout.Hanging(Layout.Pad(lesson.Name, NameWidth),
                    new Texts(lesson.Name, words)["title"], terminal.Columns));
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The command that runs one or all.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> name = new("NAME") { Description = "A lesson (see 'vectorloss lessons'), or 'all'" };
        Option<string?> language = Language();
        Option<string?> output = OptionTypes.Path("--out", "Also write pages: index.html and one page a lesson", "DIR");
        Option<string?> data = OptionTypes.Path("--data",
            "The four IDX files of a data set such as MNIST (default: the embedded digits)", "DIR");
        Command command = new("lesson", "Run a lesson, or all. Exit code 1 when one of its claims fails.")
        {
            name, language, output, data,
        };
        command.SetAction(parsed => Run(parsed.GetValue(name)!, Words.Of(parsed.GetValue(language) ?? "en"),
            parsed.GetValue(output), parsed.GetValue(data), terminal));
        return command;
    }

    private static Option<string?> Language() => OptionTypes.Choice("--lang", "Language (default en)", "en", "ko");

    private static int Run(string name, Words words, string? output, string? data, Terminal terminal)
    {
        ILesson[] chosen = [.. LessonBook.All.Where(lesson => name == All || lesson.Name == name)];
        IEnumerable<string> names = LessonBook.All.Select(lesson => lesson.Name).Append(All);
        return chosen.Length > 0
            ? Run(chosen, words, output, data, terminal)
            : throw new UserError($"there is no lesson '{Printable.Cut(name)}'{Nearest.Hint(name, names)} "
                + "(see 'vectorloss lessons')");
    }

    /// <summary>Runs lessons, prints what they found, and says by the exit code whether all claims hold.</summary>
    internal static int Run(IReadOnlyList<ILesson> chosen, Words words, string? output, string? data, Terminal terminal)
    {
        if (output is not null)
            LessonPages.Check(output, chosen);
        (DigitSet, DigitSet)? digits = data is null ? null : LessonDigits.Load(data);
        List<(ILesson Lesson, Notebook Note)> done = [];
        foreach (ILesson lesson in chosen)
        {
            Notebook note = RunOne(lesson, words, digits, terminal, (done.Count, chosen.Count));
            done.Add((lesson, note));
            Print(note, terminal);
        }
        if (output is not null)
            LessonPages.Write(output, words, done);
        bool all = done.TrueForAll(lesson => lesson.Note.Claims.All(claim => claim.Holds));
        return all ? ExitCode.Done : ExitCode.GoalMissed;
    }

    private static Notebook RunOne(ILesson lesson, Words words, (DigitSet, DigitSet)? digits, Terminal terminal,
        (int At, int Of) place)
    {
        string text = place.Of == 1 ? $"running {lesson.Name}" : $"running {lesson.Name}, {place.At + 1} of {place.Of}";
        using WorkProgress progress = new(terminal, () => new(text, double.NaN));
        return LessonBook.Run(lesson, words, digits);
    }

    // What is the same in every run goes to the output, and what is not to the error stream.
    private static void Print(Notebook note, Terminal terminal)
    {
        TextWriter console = terminal.Out;
        Words words = note.Texts.Words;
        console.Write(Layout.Hanging("", note.Texts["title"], terminal.Columns));
        foreach (string line in note.Lines)
            console.Write(Layout.Hanging("  • ", line, terminal.Columns));
        console.Write($"  ✓ {words.Claims}: {note.Claims.Count(claim => claim.Holds)}/{note.Claims.Count}\n");
        foreach (Claim claim in note.Claims.Where(claim => !claim.Holds))
        {
            string measured = $"{words.Measured} {Figures.Show(claim.Measured)}; {words.Bound} {claim.Range}";
            console.Write(Layout.Hanging("  ✗ ", $"{claim.Statement} ({measured})", terminal.Columns));
        }
        console.Write("\n");
        console.Flush();
        if (note.Times.Count > 0)
            terminal.Error.Write(Layout.Hanging("", words.Times + ":", terminal.Columns));
        foreach (string line in note.Times)
            terminal.Error.Write(Layout.Hanging("  • ", line, terminal.Columns));
    }
}

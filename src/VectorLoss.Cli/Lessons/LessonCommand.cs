using System.CommandLine;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Pages;

namespace VectorLoss.Cli.Lessons;

/// <summary>
/// <c>vectorloss lessons</c> and <c>vectorloss lesson</c>: claims about loss functions, shown by running them.
/// </summary>
internal static class LessonCommand
{
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
                terminal.Out.WriteLine($"{lesson.Name,-22}{new Texts(lesson.Name, words)["title"]}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The command that runs one or all.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> name = new("NAME") { Description = "A lesson (see 'vectorloss lessons'), or 'all'" };
        Option<string?> language = Language();
        Option<string?> output = new("--out")
        {
            Description = "Also write pages: index.html and one page a lesson", HelpName = "DIR",
        };
        Option<string?> data = new("--data")
        {
            Description = "The four IDX files of a data set such as MNIST (default: the embedded digits)",
            HelpName = "DIR",
        };
        Command command = new("lesson", "Run a lesson, or all. Exit code 1 when a claim of it fails.")
        {
            name, language, output, data,
        };
        command.SetAction(parsed => Run(parsed.GetValue(name)!, Words.Of(parsed.GetValue(language) ?? "en"),
            parsed.GetValue(output), parsed.GetValue(data), terminal));
        return command;
    }

    private static Option<string?> Language()
    {
        Option<string?> language = new("--lang") { Description = "en (default) or ko", HelpName = "en|ko" };
        language.AcceptOnlyFromAmong("en", "ko");
        return language;
    }

    private static int Run(string name, Words words, string? output, string? data, Terminal terminal)
    {
        ILesson[] chosen = [.. LessonBook.All.Where(lesson => name == "all" || lesson.Name == name)];
        return chosen.Length > 0
            ? Run(chosen, words, output, data, terminal)
            : throw new UserError($"there is no lesson '{name}' (see 'vectorloss lessons')");
    }

    /// <summary>Runs lessons, prints what they found, and says by the exit code whether all of it held.</summary>
    internal static int Run(IReadOnlyList<ILesson> chosen, Words words, string? output, string? data, Terminal terminal)
    {
        List<(ILesson Lesson, Notebook Note)> done = [];
        foreach (ILesson lesson in chosen)
        {
            Notebook note = LessonBook.Run(lesson, words, data);
            done.Add((lesson, note));
            Print(note, terminal.Out);
        }
        if (output is not null)
            Save(output, words, done);
        bool all = done.TrueForAll(lesson => lesson.Note.Claims.All(claim => claim.Holds));
        return all ? ExitCode.Done : ExitCode.GoalMissed;
    }

    private static void Print(Notebook note, TextWriter console)
    {
        Words words = note.Texts.Words;
        console.WriteLine(note.Texts["title"]);
        foreach (string line in note.Lines)
            console.WriteLine("  • " + line);
        console.WriteLine($"  ✓ {words.Claims}: {note.Claims.Count(claim => claim.Holds)}/{note.Claims.Count}");
        foreach (Claim claim in note.Claims.Where(claim => !claim.Holds))
        {
            string measured = $"{words.Measured} {Figures.Show(claim.Measured)}; {words.Bound} {claim.Range}";
            console.WriteLine($"  ✗ {claim.Statement} ({measured})");
        }
        console.WriteLine();
    }

    private static void Save(string directory, Words words, List<(ILesson, Notebook)> lessons)
    {
        try
        {
            LessonPages.Write(directory, words, lessons);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"--out {directory}: {problem.Message}", problem);
        }
    }
}

using System.Text.RegularExpressions;
using VectorLoss.Cli;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class LessonTests
{
    public static TheoryData<string> Names => [.. LessonBook.All.Select(lesson => lesson.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_claim_of_a_lesson_holds(string name)
    {
        LessonRuns.SkipWhereSlow();
        Notebook note = LessonRuns.English(Find(name));
        Assert.InRange(note.Lines.Count, 3, 10);
        Assert.NotEmpty(note.Figures);
        Assert.NotEmpty(note.Claims);
        Assert.DoesNotContain(note.Claims, claim => !claim.Holds);
        // A claim that allows everything claims nothing.
        Assert.DoesNotContain(note.Claims, claim => claim with { Measured = 1e300 } is { Holds: true }
            && claim with { Measured = -1e300 } is { Holds: true });
    }

    [Theory, MemberData(nameof(Names))]
    public void Both_languages_say_the_same_things_with_the_same_numbers(string name)
    {
        var english = new Texts(name, Words.English);
        var korean = new Texts(name, Words.Korean);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        foreach (string key in english.Keys)
        {
            Assert.Equal(Holes(english[key]), Holes(korean[key]));
            Assert.Equal(english[key].Count(letter => letter == '|'), korean[key].Count(letter => letter == '|'));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_code_of_a_lesson_is_short_enough_to_read(string name)
    {
        string source = Page.Resource($"lesson-source/{Find(name).GetType().Name}.cs");
        int statements = source.Split('\n')
            .Count(line => Regex.IsMatch(line, @"\w") && !Regex.IsMatch(line, @"^\s*(//|using |namespace )"));
        Assert.InRange(statements, 1, 60);
    }

    [Fact]
    public void A_claim_that_fails_ends_with_exit_code_1_and_says_what_was_measured()
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error, Watched: false, Interruption: null);
        Assert.Equal(ExitCode.GoalMissed, LessonCommand.Run([new WrongLesson()], Words.English, null, null, terminal));
        Assert.Contains("1/2", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("0.5975. (measured 2; allowed = 3)", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_number_proves_nothing() =>
        Assert.False(new Claim("", "", double.NaN, double.NegativeInfinity, double.PositiveInfinity).Holds);

    // A lesson under another's name, whose texts it needs.
    private sealed class WrongLesson : ILesson
    {
        public string Name => "loss-as-index";

        public void Run(Notebook note)
        {
            note.Claim("square2", 2, 2, 2);
            note.Claim("square7", 2, 3, 3);
        }
    }

    [Fact]
    public void An_unknown_lesson_is_refused_in_one_line()
    {
        var (code, output, error) = Run("lesson", "no-such-lesson");
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Equal("vectorloss: there is no lesson 'no-such-lesson' (see 'vectorloss lessons')", error.TrimEnd());
        Assert.Contains("did you mean 'margins'?", Run("lesson", "margin").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "What was checked")]
    [InlineData("ko", "확인한 주장")]
    public void A_lesson_is_printed_in_both_languages(string language, string word)
    {
        var (code, output, _) = Run("lesson", "loss-as-index", "--lang", language);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("0.0975", output, StringComparison.Ordinal);
        Assert.Contains(word, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_of_a_lesson_print_the_same_and_times_stand_apart()
    {
        LessonRuns.SkipWhereSlow();
        var (code, output, error) = Run("lesson", "numerical-derivative");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(output, Run("lesson", "numerical-derivative").Output);
        Assert.DoesNotMatch(@"\d ms\b|seconds", output);
        Assert.Matches(@"about [\d.]+ seconds, backpropagation [\d.]+ ms", error);
    }

    // The English and the Korean run are two runs: apart from their words nothing may differ.
    [Theory, MemberData(nameof(Names))]
    public void Two_runs_of_a_lesson_measure_and_draw_the_same(string name)
    {
        LessonRuns.SkipWhereSlow();
        Notebook first = LessonRuns.English(Find(name)), second = LessonRuns.In(Words.Korean, Find(name));
        Assert.Equal(first.Claims.Select(Numbers), second.Claims.Select(Numbers));
        Assert.Equal(first.Figures.SelectMany(Marks), second.Figures.SelectMany(Marks));

        static (double, double, double) Numbers(Claim claim) => (claim.Measured, claim.Low, claim.High);

        static IEnumerable<string> Marks(IFigure figure)
        {
            var page = new Markup();
            figure.Write(page, "f");
            return Regex.Matches(page.ToString(), " (d|cx|cy|x|y|width|height|style)=\"[^\"]*\"|<td>[^<]*")
                .Select(match => match.Value);
        }
    }

    [Fact]
    public void A_page_says_times_in_a_part_of_their_own()
    {
        LessonRuns.SkipWhereSlow();
        ILesson lesson = Find("numerical-derivative");
        string folder = Directory.CreateTempSubdirectory("vectorloss-lessons-").FullName;
        LessonPages.Write(folder, Words.English, [(lesson, LessonRuns.English(lesson))]);
        string page = File.ReadAllText(Path.Combine(folder, lesson.Name + ".html"));
        int times = page.IndexOf(Words.English.Times, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d ms\b", page[..times]);
        Assert.Matches(@"\d ms\b", page[times..]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_found_before_the_lessons_run()
    {
        string file = Path.GetTempFileName();
        var (code, output, error) = Run("lesson", "all", "--out", file);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"--out {file}: cannot be written: this is a file, not a directory", error,
            StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void The_list_names_every_lesson()
    {
        string output = Run("lessons").Output;
        Assert.All(LessonBook.All, lesson => Assert.Contains(lesson.Name, output, StringComparison.Ordinal));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(args, new Terminal(output, error, Watched: false, Interruption: null));
        return (code, output.ToString(), error.ToString());
    }

    private static ILesson Find(string name) => LessonBook.All.Single(lesson => lesson.Name == name);

    private static string Holes(string text) => string.Join(" ",
        Regex.Matches(text, @"\{\d(:\d)?\}").Select(match => match.Value).Order(StringComparer.Ordinal));
}

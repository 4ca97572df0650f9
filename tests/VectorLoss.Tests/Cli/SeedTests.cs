using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>
/// Every claim, formula, example and figure of the teaching notes that the lessons grew from is run by claims of a
/// lesson; where a note is wrong, they say what is right. The table is data/seeds.csv: first the 76 of a list that was
/// made of the notes, then what a second reading found beside them.
/// </summary>
public sealed class SeedTests
{
    private const int Listed = 76, Found = 10;

    private static readonly Lazy<string[][]> rows = new(() =>
        [.. File.ReadLines(RepositoryFiles.Data("seeds.csv")).Skip(1).Select(Fields)]);

    public static TheoryData<string> Lessons => [.. rows.Value.Select(row => row[3]).Distinct()];

    [Fact]
    public void All_of_the_notes_are_in_the_table_once()
        => Assert.Equal(Enumerable.Range(1, Listed + Found).Select(number => $"{number}"),
            rows.Value.Select(row => row[0]));

    [Theory, MemberData(nameof(Lessons))]
    public void Each_is_run_by_claims_that_its_lesson_makes_and_that_hold(string lesson)
    {
        LessonRuns.SkipWhereSlow();
        Texts texts = new(lesson, Words.English);
        Notebook note = LessonRuns.English(LessonBook.All.Single(one => one.Name == lesson));
        foreach (string[] row in rows.Value.Where(row => row[3] == lesson))
            foreach (string name in row[4].Split(' '))
                Assert.True(note.Claims.Any(claim => claim.Statement == texts["claim " + name] && claim.Holds),
                    $"Seed {row[0]}, {row[2]}: {lesson} makes no claim '{name}' that holds.");
    }

    // Of the five fields only the statement may be quoted.
    private static string[] Fields(string line)
    {
        if (line.IndexOf('"', StringComparison.Ordinal) is var quote && quote < 0)
            return line.Split(',');
        int end = line.LastIndexOf('"');
        return [.. line[..(quote - 1)].Split(','), line[(quote + 1)..end], .. line[(end + 2)..].Split(',')];
    }
}

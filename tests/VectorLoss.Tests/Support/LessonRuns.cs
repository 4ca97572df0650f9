using System.Collections.Concurrent;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using VectorLoss.Cli.Pages;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>Each lesson is run once, for all the tests that look at it.</summary>
internal static class LessonRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<Notebook>> Runs = new();

    public static Notebook English(ILesson lesson) => In(Words.English, lesson);

    public static Notebook In(Words words, ILesson lesson) => Runs.GetOrAdd($"{lesson.Name}.{words.Language}",
        _ => new(() => LessonBook.Run(lesson, words))).Value;

    /// <summary>Writes the pages of all lessons into a new folder.</summary>
    public static string Pages(Words words)
    {
        string folder = Directory.CreateTempSubdirectory("vectorloss-lessons-").FullName;
        LessonPages.Write(folder, words, [.. LessonBook.All.Select(lesson => (lesson, In(words, lesson)))]);
        return folder;
    }

    public static void SkipWhereSlow() => Assert.SkipUnless(Fma.IsSupported || AdvSimd.IsSupported,
        "Without fused multiply-add in hardware the lessons give the same bits, in minutes.");
}

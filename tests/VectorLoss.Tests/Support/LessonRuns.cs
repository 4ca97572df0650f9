using System.Collections.Concurrent;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Lessons;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>Each lesson is run once, for all the tests that look at it.</summary>
internal static class LessonRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<Notebook>> Runs = new();

    public static Notebook English(ILesson lesson) =>
        Runs.GetOrAdd(lesson.Name, _ => new(() => LessonBook.Run(lesson, Words.English, data: null))).Value;

    public static void SkipWhereSlow() => Assert.SkipUnless(Fma.IsSupported || AdvSimd.IsSupported,
        "Without fused multiply-add in hardware the lessons give the same bits, in minutes.");
}

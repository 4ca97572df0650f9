using System.Numerics;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>A benchmark whose result is wrong does not run.</summary>
internal static class Verified
{
    /// <summary>Throws where two results differ by more than the tolerance, relative to the largest number.</summary>
    public static void Equal<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, double tolerance)
        where T : IFloatingPoint<T>
        => Right(Inputs.Differ(actual, expected, tolerance));

    /// <summary>The same for two numbers.</summary>
    public static void Equal(double actual, double expected, double tolerance)
        => Right(Inputs.Differ(actual, expected, tolerance));

    private static void Right(string? wrong)
    {
        if (wrong is not null)
            throw new InvalidOperationException($"Not timed, the result is wrong: {wrong}");
    }
}

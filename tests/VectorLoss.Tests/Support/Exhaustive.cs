using Xunit;

namespace VectorLoss.Tests;

/// <summary>
/// The long forms of tests, which run when VECTORLOSS_EXHAUSTIVE asks for them: 1 for all, or the name of one function,
/// loss or op, so that a run of hours can be cut into pieces.
/// </summary>
internal static class Exhaustive
{
    private static readonly string? Asked = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE");

    public static bool IsAsked(string name) => Asked == "1" || Asked == name;

    public static void SkipUnlessAsked(string name)
        => Assert.SkipUnless(IsAsked(name), $"VECTORLOSS_EXHAUSTIVE is neither 1 nor {name}.");
}

using System.Globalization;
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

    /// <summary>How many processes are killed: as many as VECTORLOSS_KILLS says.</summary>
    public static int Kills(int usual, int exhaustive)
        => int.TryParse(Environment.GetEnvironmentVariable("VECTORLOSS_KILLS"), CultureInfo.InvariantCulture,
            out int kills) ? kills : Asked == "1" ? exhaustive : usual;
}

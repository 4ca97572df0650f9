using FsCheck;

namespace VectorLoss.Properties;

/// <summary>How many cases a property is tried on: a hundred times the usual number when VECTORLOSS_EXHAUSTIVE=1 asks for it, in a
/// few minutes each; what fails once in ten thousand cases fails a gate before long.</summary>
internal static class Draws
{
    private static readonly int Times = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 100 : 1;

    public static Config Of(int usual) => Config.QuickThrowOnFailure.WithMaxTest(Times * usual);
}

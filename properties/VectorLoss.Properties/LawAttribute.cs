using FsCheck.Xunit;
using VectorLoss.Lanes;

namespace VectorLoss.Properties;

/// <summary>
/// A property of drawn cases: a hundred times as many when VECTORLOSS_EXHAUSTIVE=1 asks for it, in a few minutes each,
/// because what fails once in ten thousand cases fails a gate before long.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LawAttribute : PropertyAttribute
{
    private static readonly int Times = Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 100 : 1;

    /// <param name="cases">The usual number of cases.</param>
    /// <param name="drawn">The class whose static members draw the cases.</param>
    /// <param name="heavy">Whether a tenth of the cases must do where no SIMD is to be had.</param>
    public LawAttribute(int cases, Type drawn, bool heavy = false)
    {
        (Cases, Drawn, Heavy) = (cases, drawn, heavy);
        MaxTest = Times * (heavy && Simd.Bits < 256 ? cases / 10 : cases);
        Arbitrary = [drawn];
        QuietOnSuccess = true;
    }

    /// <summary>The usual number of cases.</summary>
    public int Cases { get; }

    /// <summary>The class whose static members draw the cases.</summary>
    public Type Drawn { get; }

    /// <summary>Whether a tenth of the cases must do where no SIMD is to be had.</summary>
    public bool Heavy { get; }
}

using System.Text.RegularExpressions;
using Xunit;
using Fma = System.Runtime.Intrinsics.X86.Fma;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>
/// No kernel of a loss, and no formula that is compiled on its own, calls an operator of registers: each is
/// inlined. The compiler inlines only so much into one method; beyond it every operator becomes a call that passes
/// registers through memory. The results stay right and the time grows tenfold: positive-weighted cross-entropy
/// took 13 ns an element where 0.7 is its bound.
/// </summary>
public partial class LossKernelTests
{
    /// <summary>What the child process runs, with the listing switched on.</summary>
    [Fact]
    public void Every_loss_runs() => ReleaseBuild.Run(typeof(LossKernels), nameof(LossKernels.RunAll));

    [Fact]
    public void Every_operator_of_registers_is_inlined()
    {
        if (!Fma.IsSupported)
            Assert.Skip("This machine, or a switch of this run, leaves no fused multiply-add of x64 registers.");
        Assert.True(Listing.OfLosses.Count > 100,
            $"Only {Listing.OfLosses.Count} methods were listed. Was a namespace renamed?");
        string[] calls = [.. from code in Listing.OfLosses
                             let operators = code.Callees.Where(callee => Operator().IsMatch(callee)).ToArray()
                             where operators.Length > 0
                             select $"{code.Name}: {operators.Length} calls, among them {operators[0]}"];
        Assert.True(calls.Length == 0, string.Join('\n', calls));
    }

    // Methods of the registers themselves: functions that are compiled on their own stand in other types.
    [GeneratedRegex(@"^VectorLoss\.Lanes\.Lanes\w+`1\[\w+\]:")]
    private static partial Regex Operator();
}

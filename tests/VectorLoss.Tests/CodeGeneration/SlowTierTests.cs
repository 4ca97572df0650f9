using System.Text.RegularExpressions;
using Xunit;
using Fma = System.Runtime.Intrinsics.X86.Fma;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>
/// What a kernel calls for each row or number is compiled at its best before the first call, or inlined. The runtime
/// compiles any other method without optimisation at first, and again after some calls and a tenth of a second, or a
/// second on one processor: ppo-clip took twenty times as long until then.
/// </summary>
public partial class SlowTierTests
{
    // More calls than there are calls of the library in this run, fewer than rows of one of them.
    private const int Calls = 8_000;

    /// <summary>What the child process runs, and the runtime compiles again what is called often.</summary>
    [Fact]
    public void Every_loss_runs_on_many_rows() => ReleaseBuild.Run(typeof(ManyRows), nameof(ManyRows.RunAll));

    [Fact]
    public void Nothing_that_is_called_for_each_row_is_compiled_twice()
    {
        if (!Fma.IsSupported)
            Assert.Skip("This machine, or a switch of this run, leaves no fused multiply-add of x64 registers.");
        string[] again = [.. CompiledAgain().Where(name => Kernel().IsMatch(name)).Order(StringComparer.Ordinal)];
        Assert.True(again.Length == 0, string.Join('\n', again));
    }

    private static string[] CompiledAgain()
    {
        string path = Path.GetTempFileName();
        try
        {
            (int code, string output) = OwnProgram.Run(typeof(SlowTierTests), nameof(Every_loss_runs_on_many_rows),
                ("DOTNET_JitStdOutFile", path), ("DOTNET_JitDisasmSummary", "1"), ("DOTNET_TieredCompilation", "1"),
                ("DOTNET_TieredPGO", "0"), ("DOTNET_TC_CallCountThreshold", $"{Calls:X}"),
                ("DOTNET_TC_CallCountingDelayMs", "0"));
            // The runtime, which still compiles in the background when all is done, may end with another code.
            Assert.True(code == 0 || output.Contains("Errors: 0, Failed: 0,", StringComparison.Ordinal), output);
            return [.. File.ReadLines(path).Where(line => line.Contains("[Tier1", StringComparison.Ordinal))
                .Select(line => Name().Match(line).Value)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The signature has spaces, and the tier comes after it.
    [GeneratedRegex(@"VectorLoss\.\S+")]
    private static partial Regex Name();

    // Cards are read by tools alone. Every optimised caller inlines a property; one that does not is found itself. What
    // is not optimised are properties that give a constant, in registers.
    [GeneratedRegex(
        @"^VectorLoss\.(Batches|Lanes|Losses(?!\.(Loss|Option))|Matrices|Rows|Spans)\.[^:]+:(?!get_|set_)"
            + @"(?<!\.Lanes\w+`1\[\w+\]:(?=\.ctor|Of\())")]
    private static partial Regex Kernel();
}

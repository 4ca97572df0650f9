using System.Text.RegularExpressions;
using Xunit;

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
            Assert.True(code == 0, output);
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

    // Cards are read by tools alone. Every optimised caller inlines a property; one that does not is found itself.
    [GeneratedRegex(
        @"^VectorLoss\.(Batches|Lanes|Losses(?!\.(Loss|Option))|Matrices|Rows|Spans)\.[^:]+:(?!get_|set_)")]
    private static partial Regex Kernel();
}

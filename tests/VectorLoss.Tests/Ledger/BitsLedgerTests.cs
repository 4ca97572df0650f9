using Xunit;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// The bits of results are those of data/bits.csv, at the width of this run and on any number of threads. Whoever
/// changes a bit on purpose runs this test with VECTORLOSS_WRITE_BITS=1, which writes the table, and names the change
/// in CHANGELOG.md.
/// </summary>
public class BitsLedgerTests
{
    private static readonly int[] OtherThreads = [2, 5];

    [Fact]
    public void Every_result_has_the_bits_of_the_table_on_one_two_and_five_threads()
    {
        // Most of the time goes into compiling kernels, which two cores share.
        (LedgerRow Row, string Hash, bool DependsOnThreads)[] results =
        [
            .. BitsLedger.Rows.AsParallel().Select(row => (row, row.Hash(1, out bool depends), depends)),
        ];
        Dictionary<string, string> found = results.ToDictionary(result => result.Row.Key, result => result.Hash);
        if (Environment.GetEnvironmentVariable("VECTORLOSS_WRITE_BITS") == "1")
        {
            BitsLedgerFile.Write(found);
        }
        Dictionary<string, string> kept = BitsLedgerFile.Read();
        string[] differences =
        [
            .. results.Where(result => result.DependsOnThreads).SelectMany(result => OtherThreads
                .Where(threads => result.Row.Hash(threads, out _) != result.Hash)
                .Select(threads => $"{result.Row.Key}: other bits on {threads} threads than on one")),
            .. BitsLedger.Differences(found, kept), .. BitsLedger.Missing(found, kept),
        ];
        Assert.True(differences.Length == 0,
            $"{differences.Length} differences:\n{string.Join('\n', differences.Order(StringComparer.Ordinal))}");
    }
}

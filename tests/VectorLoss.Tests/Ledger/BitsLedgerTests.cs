using Xunit;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// The bits of results are those of data/bits.csv, at the width that this run has and on every number of threads. A change of a
/// row is a decision: VECTORLOSS_WRITE_BITS=1 has this test write the table anew, and CHANGELOG.md names what changed.
/// </summary>
public class BitsLedgerTests
{
    private static readonly int[] OtherThreads = [2, 5];

    [Fact]
    public void Every_result_has_the_bits_of_the_table_on_one_two_and_five_threads()
    {
        Dictionary<string, string> found = [];
        List<string> differences = [];
        foreach (LedgerRow row in BitsLedger.Rows)
        {
            string hash = row.Hash(1, out bool dependsOnThreads);
            found.Add(row.Key, hash);
            differences.AddRange(OtherThreads
                .Where(threads => dependsOnThreads && row.Hash(threads, out _) != hash)
                .Select(threads => $"{row.Key}: other bits on {threads} threads than on one"));
        }
        if (Environment.GetEnvironmentVariable("VECTORLOSS_WRITE_BITS") == "1")
        {
            BitsLedger.Write(found);
        }
        Dictionary<string, string> kept = BitsLedger.Read();
        differences.AddRange(found.Where(row => !kept.ContainsKey(row.Key)).Select(row => $"{row.Key}: not in the table"));
        differences.AddRange(kept.Where(row => !found.ContainsKey(row.Key)).Select(row => $"{row.Key}: no longer computed"));
        differences.AddRange(kept.Where(row => found.TryGetValue(row.Key, out string? hash) && hash != row.Value)
            .Select(row => $"{row.Key}: {found[row.Key]}, in the table {row.Value}"));
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Order(StringComparer.Ordinal))}");
    }
}

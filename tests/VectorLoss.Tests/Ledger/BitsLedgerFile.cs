using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace VectorLoss.Tests.Ledger;

/// <summary>The file data/bits.csv of the repository.</summary>
internal static class BitsLedgerFile
{
    private const string Name = "bits.csv";

    /// <summary>The committed table: the hash of each row.</summary>
    public static Dictionary<string, string> Read()
        => BitsLedger.Parse(File.ReadAllLines(RepositoryFiles.Data(Name)));

    /// <summary>Writes the table, and its checksum where data/README.md lists it.</summary>
    public static void Write(IReadOnlyDictionary<string, string> hashes)
    {
        IEnumerable<string> lines = hashes.Select(row => $"{row.Key},{row.Value}")
            .Order(StringComparer.Ordinal).Prepend(BitsLedger.Header);
        byte[] bytes = Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");
        File.WriteAllBytes(RepositoryFiles.Data(Name), bytes);
        string readme = RepositoryFiles.Data("README.md"), sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        File.WriteAllText(readme, Regex.Replace(
            File.ReadAllText(readme), $"^[0-9a-f]{{64}}  {Name}$", $"{sum}  {Name}", RegexOptions.Multiline));
    }
}

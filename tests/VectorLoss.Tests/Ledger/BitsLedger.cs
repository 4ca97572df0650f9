using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace VectorLoss.Tests.Ledger;

/// <summary>The table data/bits.csv: how it is computed, read and written.</summary>
internal static class BitsLedger
{
    private const string File = "bits.csv", Header = "name,shape,dtype,hash";

    /// <summary>Every row, in no order.</summary>
    public static IEnumerable<LedgerRow> Rows =>
    [
        .. KernelRows.All, .. ProductRows.All, .. LossRows.All, .. PointLossRows.All, .. ClassLossRows.All,
        .. LinearSoftmaxRows.All, .. TapeRows.All, .. TrainingRows.All, .. DataRows.All,
    ];

    /// <summary>The committed table: the hash of each row.</summary>
    public static Dictionary<string, string> Read()
    {
        string[] lines = System.IO.File.ReadAllLines(RepositoryFiles.Data(File));
        return lines.Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => string.Join(',', cells[..3]), cells => cells[3]);
    }

    /// <summary>Writes the table, and its checksum where data/README.md lists it.</summary>
    public static void Write(IReadOnlyDictionary<string, string> hashes)
    {
        IEnumerable<string> lines = hashes.Select(row => $"{row.Key},{row.Value}")
            .Order(StringComparer.Ordinal).Prepend(Header);
        byte[] bytes = Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n");
        System.IO.File.WriteAllBytes(RepositoryFiles.Data(File), bytes);
        string readme = RepositoryFiles.Data("README.md"), sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string text = System.IO.File.ReadAllText(readme);
        System.IO.File.WriteAllText(readme, Regex.Replace(
            text, $"^[0-9a-f]{{64}}  {File}$", $"{sum}  {File}", RegexOptions.Multiline));
    }
}

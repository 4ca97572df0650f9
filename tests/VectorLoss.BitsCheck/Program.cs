using System.Globalization;
using System.Runtime.InteropServices;
using VectorLoss.Lanes;
using VectorLoss.Tests.Ledger;

namespace VectorLoss.BitsCheck;

/// <summary>
/// Computes the bits ledger where tests do not run: in a program compiled ahead of time, trimmed, in an emulator, in a
/// browser's runtime.
/// </summary>
internal static class Program
{
    private const string Usage = "usage: VectorLoss.BitsCheck [--bits N] [--every N] [--only TEXT]";

    // Arguments: the bits of a register that this build must use, the step from one computed row to the next, and what
    // the names of computed rows hold.
    private static int Main(string[] args)
    {
        int? bits = null;
        int every = 1;
        string only = "";
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            (bits, every, only) = args[i] switch
            {
                "--bits" => (Number(args[i + 1]), every, only),
                "--every" => (bits, Number(args[i + 1]), only),
                "--only" => (bits, every, args[i + 1]),
                _ => throw new ArgumentException(Usage),
            };
        }
        LedgerRow[] rows = [.. BitsLedger.Rows.Where((_, at) => at % every == 0).Where(row => row.Key.Contains(only))];
        string[] problems = [.. Problems(bits, rows, isWhole: every == 1 && only.Length == 0)];
        foreach (string problem in problems)
        {
            Console.WriteLine(problem);
        }
        if (Simd.Advice is { } advice)
        {
            Console.WriteLine(advice);
        }
        Console.WriteLine($"{RuntimeInformation.RuntimeIdentifier}, {Simd.Path}: "
            + $"{rows.Length} rows of the bits ledger computed, {problems.Length} problems");
        return problems.Length == 0 ? 0 : 1;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static List<string> Problems(int? bits, LedgerRow[] rows, bool isWhole)
    {
        Dictionary<string, string> kept = BitsLedger.Parse(Table()), found = Hashes(rows);
        List<string> problems = [.. BitsLedger.Differences(found, kept)];
        if (isWhole)
        {
            problems.AddRange(BitsLedger.Missing(found, kept));
        }
        if (bits is { } expected && expected != Simd.Bits)
        {
            problems.Add($"{expected} bits expected, {Simd.Bits} in use; offered: {string.Join(", ", Simd.Offered)}");
        }
        return problems;
    }

    private static Dictionary<string, string> Hashes(LedgerRow[] rows) => Environment.ProcessorCount == 1
        ? rows.ToDictionary(row => row.Key, Hash)
        : rows.AsParallel().Select(row => (row.Key, Hash: Hash(row))).ToDictionary(row => row.Key, row => row.Hash);

    private static string Hash(LedgerRow row) => row.Hash(threads: 1, out _);

    private static IEnumerable<string> Table()
    {
        using StreamReader reader = new(typeof(Program).Assembly.GetManifestResourceStream("bits.csv")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

using System.CommandLine;

namespace VectorLoss.Cli.Tables;

/// <summary>The two options that name a table for a net.</summary>
internal static class TableFile
{
    /// <summary><c>--csv</c> and <c>--data</c>.</summary>
    public static (Option<string?> Csv, Option<string?> Data) Options()
        => (OptionTypes.Path("--csv", "A table of separated values, with the columns that the net learned", "FILE"),
            OptionTypes.Path("--data", "A NumPy file: x of an .npz, or an .npy", "FILE"));

    /// <summary>The file that was named; null if none was.</summary>
    public static NamedFile? Read(string? csv, string? data) => csv is not null && data is not null
        ? throw new UserError("--csv and --data exclude each other")
        : NamedFile.Of("--csv", csv) ?? NamedFile.Of("--data", data);
}

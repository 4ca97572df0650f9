using System.CommandLine;
using System.Globalization;

namespace VectorLoss.Cli.Tables;

/// <summary>The options of <c>train</c> that are about a table of the user.</summary>
internal sealed class TableOptions
{
    private readonly Option<string?> csv = OptionTypes.Path("--csv",
        "A table of separated values with a header, in place of --data", "FILE");
    private readonly Option<ColumnList?> target = Names("--target", "The column to be learned, or several");
    private readonly Option<ColumnList?> categories = Names("--categories",
        "Columns of categories that look like numbers");
    private readonly Option<ColumnList?> ignore = Names("--ignore", "Columns to leave out");
    private readonly Option<string?> missing = OptionTypes.Choice("--missing",
        "Rows with missing values: refuse (default), drop them, or fill in the mean of the training rows",
        "refuse", "drop", "mean");
    private readonly Option<string?> scale = OptionTypes.Choice("--scale",
        "Numbers: to mean 0 and deviation 1 of the training rows (default), or as they are", "standard", "none");
    private readonly Option<double[]?> quantiles = OptionTypes.Make<double[]?>("--quantiles",
        "Levels of quantiles to predict, each by its pinball loss", "0.05,0.95", Levels);
    private readonly Option<double?> test = OptionTypes.Real("--test",
        "Share of the rows that tell in the end how good the net is (default 0.2)", "from 0 to below 1",
        x => x is >= 0 and < 1);

    /// <summary>The options.</summary>
    public IEnumerable<Option> All
        => [csv, target, categories, ignore, missing, scale, quantiles, test];

    /// <summary>The table that is asked for; null for images.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="data">The value of <c>--data</c>.</param>
    public TableSettings? Read(ParseResult parsed, string? data)
    {
        string? file = parsed.GetValue(csv);
        if (file is not null && data is not null)
            throw new UserError("--csv and --data exclude each other");
        if ((file ?? (ArrayTable.IsArray(data) ? data : null)) is not { } table)
        {
            Option? lost = All.FirstOrDefault(option => parsed.GetResult(option) is not null);
            return lost is null ? null : throw new UserError($"{lost.Name} has no effect without --csv FILE or --data "
                + "with a NumPy file");
        }
        if (file is not null && parsed.GetValue(target) is null)
            throw new UserError("--csv needs --target COLUMN, the column to be learned");
        return new()
        {
            Csv = file,
            File = table,
            Targets = parsed.GetValue(target),
            Categories = parsed.GetValue(categories),
            Ignored = parsed.GetValue(ignore),
            Missing = Enum.Parse<MissingRule>(parsed.GetValue(missing) ?? "refuse", ignoreCase: true),
            Scale = parsed.GetValue(scale) != "none",
            Quantiles = parsed.GetValue(quantiles) ?? [],
            Test = parsed.GetValue(test) ?? 0.2,
        };
    }

    /// <summary>The options that decide a bit of the result, with their values.</summary>
    public static IEnumerable<(string Option, string Value)> Deciding(TableSettings settings)
    {
        (string, string?)[] lists = [("--target", settings.Targets?.Word), ("--categories", settings.Categories?.Word),
            ("--ignore", settings.Ignored?.Word), ("--quantiles", settings.Quantiles.Length == 0 ? null
                : string.Join(',', settings.Quantiles.Select(Text)))];
        foreach ((string option, string? words) in lists)
        {
            if (words is not null)
                yield return (option, words);
        }
        yield return ("--missing", settings.Missing.ToString().ToLowerInvariant());
        yield return ("--scale", settings.Scale ? "standard" : "none");
        yield return ("--test", Text(settings.Test));
    }

    /// <summary>An option whose value are names of columns.</summary>
    public static Option<ColumnList?> Names(string name, string text) => OptionTypes.Make<ColumnList?>(name,
        $"{text}, with commas between them", "COLUMN", word => new ColumnList(word));

    private static double[] Levels(string word)
    {
        string[] parts = word.Split(',');
        double[] levels = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out levels[i])
                || levels[i] is not (> 0 and < 1) || (i > 0 && levels[i] <= levels[i - 1]))
            {
                throw new FormatException("rising numbers between 0 and 1, with commas between them");
            }
        }
        return levels;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

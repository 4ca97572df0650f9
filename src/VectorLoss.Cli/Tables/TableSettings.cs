namespace VectorLoss.Cli.Tables;

/// <summary>What a run with a table of the user depends on, beside what every run does.</summary>
internal sealed record TableSettings
{
    /// <summary>The file of separated values; null for NumPy files.</summary>
    public string? Csv { get; init; }

    /// <summary>The file of <c>--csv</c> or <c>--data</c>.</summary>
    public required string File { get; init; }

    /// <summary>The columns to be learned; null for y of a NumPy file.</summary>
    public ColumnList? Targets { get; init; }

    /// <summary>Columns whose cells are categories, whatever they look like.</summary>
    public ColumnList? Categories { get; init; }

    /// <summary>Columns that are left out.</summary>
    public ColumnList? Ignored { get; init; }

    /// <summary>What happens to missing values.</summary>
    public MissingRule Missing { get; init; }

    /// <summary>Whether numbers are scaled to mean 0 and deviation 1.</summary>
    public bool Scale { get; init; } = true;

    /// <summary>The levels of quantiles, or none.</summary>
    public double[] Quantiles { get; init; } = [];

    /// <summary>The share of the rows that tell in the end how good the net is.</summary>
    public double Test { get; init; } = 0.2;
}

/// <summary>What happens to missing values.</summary>
internal enum MissingRule
{
    /// <summary>The first one is refused.</summary>
    Refuse,

    /// <summary>Rows with one are left out.</summary>
    Drop,

    /// <summary>A number becomes the mean of the training rows, a category none; a target is refused.</summary>
    Mean,
}

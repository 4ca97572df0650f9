namespace VectorLoss.Cli.Tables;

/// <summary>Says of the columns of a header what each is read for.</summary>
internal delegate Func<string, ColumnUse> ColumnPlan(IReadOnlyList<string> header);

/// <summary>What the cells of a column are read for.</summary>
internal enum ColumnUse
{
    /// <summary>Numbers or texts, as the first cell says.</summary>
    Found,

    /// <summary>Texts, whatever they look like.</summary>
    Text,

    /// <summary>Nothing: whatever they hold is no fault.</summary>
    None,
}

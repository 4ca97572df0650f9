using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>A table of the user, cut into parts and prepared for a net.</summary>
internal sealed class TableData
{
    private const int FewLevels = 10;
    private readonly Table table;
    private readonly int[] train, validation, test;

    private TableData(Table table, TableLoss loss, Preparation preparation, int[] train, int[] validation, int[] test)
        => (this.table, Loss, Preparation, this.train, this.validation, this.test)
            = (table, loss, preparation, train, validation, test);

    public TableLoss Loss { get; }

    public Preparation Preparation { get; }

    /// <summary>Training rows.</summary>
    public int Rows => train.Length;

    /// <summary>What the rows are called that <see cref="Score{T}"/> looks at.</summary>
    public string Scored => test.Length > 0 ? "test" : validation.Length > 0 ? "validation" : "training";

    /// <summary>What is said of columns of classes or categories that are too many to be learned.</summary>
    public IEnumerable<string> Doubts => Preparation.Inputs.Concat(Preparation.Targets).Select(DoubtOf)
        .OfType<string>();

    /// <summary>Reads a table, deals its rows out and learns from the training rows how to prepare them.</summary>
    /// <param name="run">What was asked for: a table, its loss and output, and the seed that decides which row goes
    /// where.</param>
    public static TableData Load(TrainSettings run)
    {
        (TableSettings settings, string? namedLoss, OutputLayer output) = (run.Table!, run.NamedLoss, run.Output);
        Table table = Read(settings, namedLoss, output);
        Column[] targets = TargetsOf(table, settings, namedLoss, output);
        string[] left = settings.Ignored?.In(table.Names, "--ignore") ?? [];
        foreach (string name in left)
        {
            if (targets.Contains(table.Get(name, "--ignore")))
                throw new UserError($"--ignore: the column '{Printable.Cut(name)}' is the target");
        }
        foreach (string name in settings.Categories?.In(table.Names, "--categories") ?? [])
            table.Get(name, "--categories");
        // What an array of targets holds beside those that are asked for is nothing to learn from.
        Column[] inputs = [.. table.Columns.Where(column => !left.Contains(column.Name) && !targets.Contains(column)
            && (settings.Csv is not null || !ArrayTable.IsTarget(column)))];
        if (inputs.Length == 0)
            throw new UserError($"{settings.File}: there is no column beside the target to learn from");
        int[] rows = Preparation.Usable(table, inputs.Concat(targets), settings.Missing, targets.Contains);
        bool areFlags = targets.Length > 1 && targets.All(target => rows.All(row => target.Number(row) is 0 or 1));
        bool areClasses = targets[0].IsText == true || (namedLoss is null && settings.Quantiles.Length == 0
            && targets.Length == 1 && targets[0].IsWhole);
        TableLoss loss = TableLoss.Find(
            namedLoss ?? (settings.Quantiles.Length > 0 ? "quantile" : TableLoss.Usual(areClasses, areFlags)),
            settings.Quantiles, output, areClasses);
        if (settings.Quantiles.Length == 0)
            OutputFit.Require(loss.Name, output, loss.Kind == TargetKind.Classes);
        else if (output != OutputLayer.Auto)
            throw new UserError("--output has no effect with --quantiles");
        loss.Require(table, targets, rows);
        (int[] train, int[] validation, int[] test) = Deal(rows, run);
        Preparation preparation = new()
        {
            Inputs = [.. inputs.Select(column => PreparedColumn.Fit(table, column, train, settings.Scale))],
            Targets = [.. targets.Select(column => loss.Kind == TargetKind.Classes
                ? new PreparedColumn(column.Name, 0, 1, PreparedColumn.LevelsOf(table, column, rows))
                : PreparedColumn.Fit(table, column, train, settings.Scale && loss.MayScale))],
            Kind = loss.Kind,
            HasSigns = loss.Domain == Domain.Sign,
            Missing = settings.Missing,
            Quantiles = settings.Quantiles,
        };
        return new(table, loss, preparation, train, validation, test);
    }

    /// <summary>What the rows are called that evaluations look at.</summary>
    public string Watches => validation.Length > 0 ? "validation" : Scored;

    /// <summary>The training rows, those that evaluations look at, and those that tell in the end; null if none
    /// do.</summary>
    /// <param name="warn">Told of categories that the training rows do not have.</param>
    public (Dataset Train, Dataset Watched, Dataset? Test) Sets<T>(Action<string> warn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset watched = PreparedRows.Of<T>(Preparation, table, Watched, warn);
        return (PreparedRows.Of<T>(Preparation, table, train, warn), watched, test.Length == 0 ? null
            : Watched == test ? watched : PreparedRows.Of<T>(Preparation, table, test, null));
    }

    /// <summary>How a net does on the test rows, in the metrics of its task and the units of the table.</summary>
    public IReadOnlyList<(string Name, double Value)> Score<T>(Mlp<T> net)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] rows = test.Length > 0 ? test : Watched;
        double[] predictions = PreparedRows.Predict(Preparation, Loss.Loss, net, table, rows, null);
        return TableScores.Of(Preparation, Loss.IsRanking, table, rows, predictions);
    }

    private int[] Watched => validation.Length > 0 ? validation : test.Length > 0 ? test : train;

    // Of half as many categories as rows most are in one row: a number, or the name of the row.
    private string? DoubtOf(PreparedColumn column)
    {
        int rows = train.Length + validation.Length + test.Length;
        if (column.Levels?.Count == 1 && Preparation.Targets.Contains(column))
        {
            return $"{table.File}: column '{Printable.Cut(column.Name)}' has one class, "
                + $"'{Printable.Cut(column.Levels[0])}', which is all that the net can say";
        }
        if (column.Levels is not { Count: > FewLevels } levels || 2 * levels.Count <= rows)
            return null;
        string advice = !Preparation.Targets.Contains(column) ? "--ignore leaves it out"
            : levels.All(level => Cells.Number(level) is not null)
                ? "if these are numbers, --loss mse without --categories learns them"
            : "most are in one row only";
        return $"{table.File}: column '{Printable.Cut(column.Name)}' has {levels.Count} categories in "
            + $"{Plural.Of(rows, "row")}: {advice}";
    }

    private static Table Read(TableSettings settings, string? namedLoss, OutputLayer output)
    {
        bool takesClasses = settings.Csv is not null && AreClasses(settings, namedLoss, output);
        Func<string, ColumnUse> Plan(IReadOnlyList<string> header)
        {
            string[] targets = settings.Targets?.In(header, "--target") ?? [],
                texts = [.. settings.Categories?.In(header, "--categories") ?? [], .. takesClasses ? targets : []],
                ignored = settings.Ignored?.In(header, "--ignore") ?? [];
            return name => texts.Contains(name) ? ColumnUse.Text
                : ignored.Contains(name) ? ColumnUse.None : ColumnUse.Found;
        }
        return settings.Csv is null ? ArrayTable.Read(settings.File, Plan) : CsvTable.Read(settings.File, Plan);
    }

    // A loss of classes makes classes of numbers too.
    private static bool AreClasses(TableSettings settings, string? namedLoss, OutputLayer output)
        => namedLoss is not null && settings.Quantiles.Length == 0
            && TableLoss.Find(namedLoss, [], output, areClasses: false).Kind == TargetKind.Classes;

    private static Column[] TargetsOf(Table table, TableSettings settings, string? namedLoss, OutputLayer output)
    {
        Column[] targets = settings.Targets is { } named
            ? [.. named.In(table.Names, "--target").Select(name => table.Get(name, "--target"))]
            : [.. table.Columns.Where(ArrayTable.IsTarget)];
        if (targets.Length == 0)
            throw new DataFormatException(table.File, $"there is no array '{ArrayTable.Targets}' of targets");
        if (targets.Length > 1 && AreClasses(settings, namedLoss, output))
            throw new UserError($"--loss {namedLoss} takes one target of classes, not {targets.Length}");
        Column? text = targets.Length > 1 ? targets.FirstOrDefault(target => target.IsText == true) : null;
        return text is null ? targets
            : throw new UserError($"--target: '{Printable.Cut(text.Name)}' has texts; several targets are numbers");
    }

    private static (int[] Train, int[] Validation, int[] Test) Deal(int[] rows, TrainSettings run)
    {
        int held = (int)Math.Round(run.Validation * rows.Length);
        int tested = (int)Math.Round(run.Table!.Test * rows.Length);
        if (held + tested >= rows.Length)
        {
            throw new UserError($"{run.Table.File}: of {Plural.Of(rows.Length, "row")}, {held} to validate and "
                + $"{tested} to test leave none to train on (--validation, --test)");
        }
        int[] order = MiniBatches.ShuffledEpochs(rows.Length, rows.Length, run.Seed).Next().ToArray();
        return ([.. order[(held + tested)..].Select(i => rows[i])], [.. order[..held].Select(i => rows[i])],
            [.. order[held..(held + tested)].Select(i => rows[i])]);
    }
}

using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>A saved net of a table: it prepares the rows of other tables as those of its own.</summary>
internal sealed class TableModel
{
    private readonly StoredModel model;
    private readonly TableLoss loss;

    private TableModel(StoredModel model, Preparation preparation, string lossName, TableLoss loss)
        => (this.model, Preparation, LossName, this.loss) = (model, preparation, lossName, loss);

    public Preparation Preparation { get; }

    public string LossName { get; }

    public bool IsDouble => model.IsDouble;

    /// <summary>What makes predictions of the last layer's numbers.</summary>
    public OutputLayer Prediction => loss.Loss.Prediction;

    /// <summary>What makes of them the terms of the targets, where predictions are logits of classes.</summary>
    public OutputLayer Link => loss.Loss.LinkLayer;

    /// <summary>Whether predictions say something only beside the others of their row.</summary>
    public bool IsRanking => loss.IsRanking;

    /// <summary>The net of a file; null if it was not trained on a table.</summary>
    /// <exception cref="DataFormatException">Its notes are damaged.</exception>
    public static TableModel? Of(string path, StoredModel model)
    {
        if (model.Format is null || !model.Notes.TryGetValue(PreparationNotes.Key, out string? text))
            return null;
        Preparation preparation = PreparationNotes.Parse(path, text);
        string name = model.Notes.GetValueOrDefault("loss") ?? "";
        OutputLayer output = StoredOutput.Of(path, model);
        TableLoss loss;
        try
        {
            loss = TableLoss.Find(name, preparation.Quantiles, output, preparation.Kind == TargetKind.Classes);
        }
        catch (Exception problem) when (problem is UserError or ArgumentException)
        {
            throw new DataFormatException(path, $"the notes name the loss '{Printable.Cut(name)}', which no net for a "
                + "table here has", problem);
        }
        int outputs = preparation.Kind == TargetKind.Classes ? preparation.Classes.Count
            : preparation.Targets.Count * Math.Max(1, preparation.Quantiles.Length);
        return model.Layers[0] == preparation.Width && model.Layers[^1] >= outputs
            ? new(model, preparation, name, loss)
            : throw new DataFormatException(path, $"the net has layers {string.Join('-', model.Layers.ToArray())}, and "
                + $"the notes on its table ask for {preparation.Width} inputs and {outputs} outputs");
    }

    /// <summary>The same net, to be compared with other columns than those that it learned.</summary>
    /// <exception cref="UserError">They are not as many, or are numbers where the net predicts classes.</exception>
    private TableModel Against(string[] columns)
    {
        if (columns.Length != Preparation.Targets.Count)
        {
            throw new UserError($"--target: the net predicts {Plural.Of(Preparation.Targets.Count, "column")}, not "
                + $"{columns.Length}");
        }
        if (Preparation.Kind == TargetKind.Classes
            && Preparation.Inputs.Any(input => input.Levels is null && input.Name == columns[0]))
        {
            throw new UserError($"--target {Printable.Cut(columns[0])}: the net predicts classes, and reads numbers "
                + "from this column");
        }
        return new(model, Preparation with
        {
            Targets = [.. Preparation.Targets.Zip(columns, (target, name) => target with { Name = name })],
        }, LossName, loss);
    }

    /// <summary>Reads the columns of a table that this net needs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withTargets">Whether its targets are needed too.</param>
    /// <param name="against">Columns to compare with in place of those that the net learned, or null.</param>
    /// <returns>The table, and the net that compares with these columns.</returns>
    public (Table Table, TableModel Model) Read(string path, bool withTargets, ColumnList? against = null)
    {
        TableModel model = this;
        Func<string, ColumnUse> Plan(IReadOnlyList<string> header)
        {
            model = against is null ? this : Against(against.In(header, "--target"));
            IEnumerable<PreparedColumn> needed
                = model.Preparation.Inputs.Concat(withTargets ? model.Preparation.Targets : []);
            Dictionary<string, bool> texts = needed.GroupBy(one => one.Name)
                .ToDictionary(same => same.Key, same => same.Any(one => one.Levels is not null));
            return name => !texts.TryGetValue(name, out bool isText) ? ColumnUse.None
                : isText ? ColumnUse.Text : ColumnUse.Found;
        }
        Table table = ArrayTable.IsArray(path) ? ArrayTable.Read(path, Plan) : CsvTable.Read(path, Plan);
        foreach (PreparedColumn target in against is null ? [] : model.Preparation.Targets)
            table.Get(target.Name, "--target");
        return (table, model);
    }

    /// <summary>Predicts rows, in the units of the table.</summary>
    public double[] Predict(Table table, int[] rows, int threads, Action<string> warn)
        => model.IsDouble ? Run<double>(table, rows, threads, warn) : Run<float>(table, rows, threads, warn);

    /// <summary>Rows that can be predicted.</summary>
    /// <param name="table">The table.</param>
    /// <param name="withTargets">Whether their targets are needed too.</param>
    public int[] Usable(Table table, bool withTargets)
    {
        Column[] targets = withTargets ? [.. Preparation.Targets.Select(one => Preparation.Checked(table, one))] : [];
        IEnumerable<Column> inputs = Preparation.Inputs.Select(one => Preparation.Checked(table, one));
        return Preparation.Usable(table, inputs.Concat(targets), Preparation.Missing, targets.Contains);
    }

    /// <summary>Refuses columns to compare with that yes and no are told from, and that are no such answers.</summary>
    /// <exception cref="DataFormatException">There is one; its cell is named.</exception>
    public void RequireAnswers(Table table, int[] rows)
    {
        if (Preparation.Kind == TargetKind.Flags)
            loss.Require(table, Preparation.Targets.Select(one => Preparation.Checked(table, one)), rows);
    }

    private double[] Run<T>(Table table, int[] rows, int threads, Action<string> warn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PreparedRows.Predict(Preparation, loss.Loss, model.Build(new Tape<T>(threads)), table, rows, warn);
}

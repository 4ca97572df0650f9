using System.Text;
using VectorLoss.Cli.Tables;

namespace VectorLoss.Cli;

/// <summary>How a net that was trained on a table does on another one, in the metrics of its task.</summary>
internal static class TableEval
{
    public static void Run(string path, TableModel saved, ColumnList? targets, NamedFile input, int threads,
        bool isJson, Terminal terminal)
    {
        (Table table, TableModel model) = saved.Read(input.Path, withTargets: true, targets);
        int[] rows = model.Usable(table, withTargets: true);
        if (rows.Length == 0)
            throw new UserError($"{input.Path}: no row has all values");
        model.RequireAnswers(table, rows);
        IReadOnlyList<(string Name, double Value)> scores = TableScores.Of(model.Preparation, model.IsRanking, table,
            rows, model.Predict(table, rows, threads, terminal.Warn));
        if (isJson)
        {
            terminal.Out.Write(Json.Object(json =>
            {
                json.WriteString("model", path);
                json.WriteString("dataset", DatasetName.Of(input.Path));
                json.WriteString("loss", model.LossName);
                json.WriteNumber("rows", rows.Length);
                json.WriteStartObject("scores");
                foreach ((string name, double value) in scores)
                    json.Real(name, value);
                json.WriteEndObject();
            }) + "\n");
            return;
        }
        int width = scores.Max(score => score.Name.Length) + 2;
        StringBuilder text = new(Layout.Hanging("", $"On {Plural.Of(rows.Length, "row")} of "
            + $"{Printable.Cut(DatasetName.Of(input.Path))}, {Printable.Cut(model.LossName)}:", terminal.Columns));
        foreach ((string Name, double Value) score in scores)
        {
            text.Append(Layout.Hanging(Layout.Pad(Printable.Cut(score.Name), width), TableScores.Text(score),
                terminal.Columns));
        }
        terminal.Out.Write(text);
    }
}

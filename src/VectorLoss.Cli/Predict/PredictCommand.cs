using System.CommandLine;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss predict</c>: what a net that was trained on a table says of other rows.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("predict", "Predict the rows of a table with a net that 'train --csv' saved.");
        Option<string?> model = ModelOption.Create("A net that 'vectorloss train --csv --save' wrote");
        (Option<string?> csv, Option<string?> data) = TableFile.Options();
        Option<string?> output = OptionTypes.Path("--out",
            "Where to write one row a row: .npy, .csv, or .tsv with tabs (default: to standard output)", "FILE");
        Option<long?> threads = OptionTypes.Whole("--threads", "Threads (default: all cores)", 1, 1024);
        foreach (Option option in (Option[])[model, csv, data, output, threads])
            command.Add(option);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(model)!,
            TableFile.Read(parsed.GetValue(csv), parsed.GetValue(data))
                ?? throw new UserError("predict needs --csv FILE or --data FILE.npz"),
            NamedFile.Of("--out", parsed.GetValue(output), FileFormat.Rows),
            (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount), terminal));
        return command;
    }

    private static void Run(string path, NamedFile input, NamedFile? output, int threads, Terminal terminal)
    {
        Files.Check([output], [input, new("--model", path)]);
        // A net of another program has no such notes, and its layers need not be ones that are known here.
        SafetensorsFile file = SafetensorsFile.Load(path);
        bool hasNotes = file.Metadata.ContainsKey(PreparationNotes.Key);
        TableModel model = (hasNotes ? TableModel.Of(path, StoredModel.Of(path, file)) : null) ?? throw new UserError(
            $"--model {path}: this net was not trained on a table; 'vectorloss eval' is for nets of images");
        (Table table, _) = model.Read(input.Path, withTargets: false);
        int[] rows = model.Usable(table, withTargets: false);
        Predictions predictions = new(model, table, rows,
            model.Predict(table, rows, threads, terminal.Warn));
        if (output is null)
            predictions.Write(terminal.Out);
        else if (FileFormat.Array.Names(output.Path))
            Files.Write(output, predictions.WriteArray);
        else
            Files.Write(output, stream => predictions.Write(stream, FileFormat.Tabs.Names(output.Path) ? '\t' : ','));
    }
}

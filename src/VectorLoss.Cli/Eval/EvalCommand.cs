using System.CommandLine;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss eval</c>: how a saved net does on the test images of a data set, or on a table.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("eval",
            "Evaluate a saved net: accuracy, loss and confusion matrix on images, metrics of its task on a table.");
        Option<string?> model = ModelOption.Create();
        Option<string?> activation = ModelOption.CreateActivation();
        Option<string?> data = OptionTypes.Path("--data",
            "The four IDX files of a data set such as MNIST, .gz or not (default: the embedded digits), or a "
                + "NumPy file", "DIR|FILE");
        Option<string?> csv = TableFile.Options().Csv;
        Option<ColumnList?> target = TableOptions.Names("--target",
            "Columns to compare with (default: those that the net learned)");
        Option<long?> threads = OptionTypes.Whole("--threads", "Threads (default: all cores)", 1, 1024);
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        foreach (Option option in (Option[])[model, activation, data, csv, target, threads, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model)!;
            int workers = (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount);
            StoredModel stored = ModelOption.Load(path, parsed.GetValue(activation));
            NamedFile? file = TableFile.Read(parsed.GetValue(csv), parsed.GetValue(data));
            if (TableModel.Of(path, stored) is { } table)
            {
                if (file is null)
                    throw new UserError($"--model {path}: this net was trained on a table; --csv or --data names one");
                TableEval.Run(path, table, parsed.GetValue(target), file, workers, parsed.GetValue(json), terminal);
            }
            else if (parsed.GetValue(target) is not null)
            {
                throw new UserError("--target has no effect on a net that was not trained on a table");
            }
            else if (file is not null && (file.Option == "--csv" || ArrayTable.IsArray(file.Path)))
            {
                throw new UserError($"--model {path}: this net was not trained on a table");
            }
            else
            {
                Run(path, stored, file?.Path, workers, parsed.GetValue(json), terminal);
            }
        });
        return command;
    }

    private static void Run(string path, StoredModel model, string? directory, int threads, bool json,
        Terminal terminal)
    {
        (string name, ClassifierLoss loss) = Loss(path, model);
        DigitSet test = directory is null ? EmbeddedDigits.Load().Test : DigitSet.Load(directory).Test;
        if (LayerFit.Problem(model.Layers, loss, test) is { } problem)
            throw new UserError($"--model {path}: {problem}");
        string dataset = DatasetName.Of(directory);
        Evaluation result = model.IsDouble
            ? Evaluate<double>(model, loss, test, threads) : Evaluate<float>(model, loss, test, threads);
        terminal.Out.Write(json
            ? EvalText.ToJson(path, model, name, dataset, result) + "\n"
            : EvalText.Of(name, dataset, directory is null, result, terminal));
    }

    // What the metadata says was written by a program, not typed by the user: the file is named, not an option.
    internal static (string Name, ClassifierLoss Loss) Loss(string path, StoredModel model)
    {
        // Another program means something else by the same key.
        if (model.Format is null)
            return (LossNames.Default, ClassifierLoss.SoftmaxCrossEntropy);
        string name = model.Notes.GetValueOrDefault("loss") ?? LossNames.Default;
        string reason;
        try
        {
            if (LossNames.TryFind(name, StoredOutput.Of(path, model), out reason) is { } loss)
                return (Printable.Cut(name), loss);
        }
        catch (FormatException problem)
        {
            reason = $": {problem.Message}";
        }
        throw new DataFormatException(path,
            $"the metadata names the loss '{Printable.Cut(name)}', which no classifier here has{reason}");
    }

    private static Evaluation Evaluate<T>(StoredModel model, ClassifierLoss loss, DigitSet test, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new Evaluator<T>(model.Build(new Tape<T>(threads)), loss, test).Run();
}

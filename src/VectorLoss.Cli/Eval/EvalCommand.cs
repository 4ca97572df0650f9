using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Spectre.Console;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss eval</c>: how a saved net does on the test images of a data set.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("eval",
            "Evaluate a saved net on the test images: accuracy, mean loss, confusion matrix.");
        Option<string?> model = OptionTypes.Path("--model", "A net that 'vectorloss train --save' wrote", "FILE");
        model.Required = true;
        Option<string?> data = OptionTypes.Path("--data",
            "The four IDX files of a data set such as MNIST, .gz or not (default: the embedded digits)", "DIR");
        Option<long?> threads = OptionTypes.Whole("--threads", "Threads (default: all cores)", 1, 1024);
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        command.Add(model);
        command.Add(data);
        command.Add(threads);
        command.Add(json);
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(model)!, parsed.GetValue(data),
                (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount),
            parsed.GetValue(json), terminal));
        return command;
    }

    private static void Run(string path, string? directory, int threads, bool json, Terminal terminal)
    {
        StoredModel model = StoredModel.Load(path);
        string lossName = model.Notes.GetValueOrDefault("loss") ?? LossNames.Default;
        OutputLayer output = Enum.TryParse(model.Notes.GetValueOrDefault("output"), out OutputLayer noted)
            ? noted : OutputLayer.Auto;
        ClassifierLoss loss = LossNames.Find(lossName, output);
        DigitSet test = directory is null ? EmbeddedDigits.Load().Test : DigitSet.Load(directory).Test;
        if (LayerFit.Problem(model.Layers, test) is { } problem)
            throw new UserError($"--model {path}: {problem}");
        Evaluation result = model.IsDouble
            ? Evaluate<double>(model, loss, test, threads) : Evaluate<float>(model, loss, test, threads);
        if (json)
            terminal.Out.WriteLine(ToJson(path, model, lossName, result));
        else
            Show(terminal, lossName, result);
    }

    private static Evaluation Evaluate<T>(StoredModel model, ClassifierLoss loss, DigitSet test, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new Evaluator<T>(model.Build(new Tape<T>(threads)), loss, test).Run();

    private static string ToJson(string path, StoredModel model, string lossName, Evaluation result)
        => Json.Object(json =>
    {
        json.WriteString("model", path);
        json.WriteString("loss", lossName);
        json.WriteStartArray("layers");
        foreach (int width in model.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteNumber("images", result.Count);
        json.WriteNumber("correct", result.Correct);
        json.Real("testAccuracy", result.Accuracy);
        json.Real("testLoss", result.Loss);
        json.WriteStartArray("confusion");
        for (int label = 0; label < result.Classes; label++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < result.Classes; predicted++)
                json.WriteNumberValue(result[label, predicted]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    });

    private static void Show(Terminal terminal, string lossName, Evaluation result)
    {
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Test accuracy {100 * result.Accuracy:F2} %  ({result.Correct:N0} of {result.Count:N0} images right), ")
            + string.Create(CultureInfo.InvariantCulture, $"mean {lossName} {result.Loss:F4}"));
        Table table = new Table { Title = new("Label by row, what the net said by column") }.Border(TableBorder.Simple);
        table.AddColumn("");
        for (int predicted = 0; predicted < result.Classes; predicted++)
            table.AddColumn(new TableColumn($"[bold]{predicted}[/]").RightAligned());
        for (int label = 0; label < result.Classes; label++)
            table.AddRow([$"[bold]{label}[/]",
                .. Enumerable.Range(0, result.Classes).Select(predicted => Cell(result, label, predicted))]);
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            Ansi = terminal.Coloured ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.Coloured ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Write(table);
    }

    private static string Cell(Evaluation result, int label, int predicted)
        => (result[label, predicted], label == predicted) switch
    {
        (0, _) => "[dim]·[/]",
        (var count, true) => $"[green]{count}[/]",
        (var count, false) => $"{count}",
    };
}

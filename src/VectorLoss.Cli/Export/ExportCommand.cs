using System.CommandLine;
using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Cli.Tables;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss export</c>: a saved net for programs that know nothing of this one.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("export", "Write a saved net as an ONNX model, for ONNX Runtime and others.");
        Option<string?> model = ModelOption.Create();
        Option<string?> activation = ModelOption.CreateActivation();
        Option<string?> onnx = OptionTypes.Path("--onnx", "The model to write", "FILE");
        onnx.Required = true;
        Option<string?> output = OptionTypes.Choice("--output",
            "What follows the last layer (default: of a table what predict gives, else linear, the logits)", "linear",
            "sigmoid", "softmax", "exponential");
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        foreach (Option option in (Option[])[model, activation, onnx, output, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model)!;
            NamedFile file = new(onnx.Name, parsed.GetRequiredValue(onnx)!, FileFormat.Onnx);
            Files.Check([file], [new(model.Name, path)]);
            StoredModel net = ModelOption.Load(path, parsed.GetValue(activation));
            TableModel? table = TableModel.Of(path, net);
            OutputLayer after = parsed.GetValue(output) is { } asked
                ? Enum.Parse<OutputLayer>(asked, ignoreCase: true) : table?.Prediction ?? OutputLayer.Linear;
            ExportedOutput exported = ExportedOutput.Of(path, net, table, after);
            Run(net, table, file, exported, parsed.GetValue(json), terminal);
        });
        return command;
    }

    private static void Run(StoredModel model, TableModel? net, NamedFile file, ExportedOutput output, bool json,
        Terminal terminal)
    {
        Preparation? table = net?.Preparation;
        if (model.IsDouble)
            Save<double>(model, table, file, output.Layer);
        else
        {
            if (table?.BeyondFloat is { } beyond)
                throw new UserError(string.Create(CultureInfo.InvariantCulture, $"--model: no float is as large or as "
                    + $"small as the numbers of column '{Printable.Cut(beyond.Name)}', mean {beyond.Mean:G2} and "
                    + $"deviation {beyond.Deviation:G2}: train with --dtype double"));
            Save<float>(model, table, file, output.Layer);
            if (table?.TooFarForFloat is { } column)
            {
                terminal.Warn(string.Create(CultureInfo.InvariantCulture, $"the floats of the model are "
                    + $"{column.FloatSpacing:G2} apart near the mean of column ")
                    + string.Create(CultureInfo.InvariantCulture, $"'{Printable.Cut(column.Name)}', whose deviation is "
                    + $"{column.Deviation:G2}: much of it is lost (--dtype double of train keeps it)"));
            }
        }
        terminal.Out.Write(json ? ToJson(model, table, file, output) + "\n"
            : ToText(model, table, file, output, terminal.Columns)
                + (output.IsPredicted ? "" : Layout.Hanging("Note   ", "without --output linear the model gives what "
                    + "'vectorloss predict' gives", terminal.Columns)));
    }

    private static void Save<T>(StoredModel model, Preparation? table, NamedFile file, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string, string)[] notes = [.. model.Notes.Select(note => (note.Key, note.Value))];
        Files.Save(file, path => OnnxModel.Save(path, model.Build(new Tape<T>()), table?.Scaling,
            table?.Unscaling(model.Layers[^1]), output, notes));
    }

    private static string ToText(StoredModel model, Preparation? table, NamedFile file, ExportedOutput output,
        int columns)
    {
        string layers = string.Join('-', model.Layers.ToArray()), hidden = $"{model.Hidden}".ToLowerInvariant();
        string after = output.Layer == OutputLayer.Linear ? "" : $" ({output.Word})";
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{layers} {hidden}, {TypeOf(model)}: input [batch, {model.Layers[0]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"{output.Result}{after} [batch, {model.Layers[^1]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"operator set {OnnxModel.OperatorSet}");
        string numbers = table is null ? "" : Layout.Hanging("Input  ", "in the units of the table, a category 1 or 0: "
            + string.Join(", ", table.Numbers.Select(name => Printable.Cut(name))), columns);
        return Layout.Hanging("Model  ", text, columns) + numbers
            + Layout.Hanging("Saved  ", Printable.Message(file.Path), columns);
    }

    private static string ToJson(StoredModel model, Preparation? table, NamedFile file, ExportedOutput output)
        => Json.Object(json =>
    {
        json.WriteString("onnx", file.Path);
        json.WriteStartArray("layers");
        foreach (int width in model.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("activation", $"{model.Hidden}".ToLowerInvariant());
        json.WriteString("output", output.Word);
        json.WriteString("result", output.Result);
        if (table is not null)
        {
            json.WriteStartArray("input");
            foreach (string name in table.Numbers)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        json.WriteString("dtype", TypeOf(model));
        json.WriteNumber("operatorSet", OnnxModel.OperatorSet);
        json.WriteNumber("formatVersion", OnnxModel.FormatVersion);
        json.WriteNumber("bytes", new FileInfo(file.Path).Length);
    });

    private static string TypeOf(StoredModel model) => model.IsDouble ? "double" : "float";
}

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
            "What follows the last layer (default linear: the logits)", "linear", "sigmoid", "softmax",
            "exponential");
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        foreach (Option option in (Option[])[model, activation, onnx, output, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model)!;
            NamedFile file = new(onnx.Name, parsed.GetRequiredValue(onnx)!);
            Files.Check([file], [new(model.Name, path)]);
            StoredModel net = ModelOption.Load(path, parsed.GetValue(activation));
            TableModel? table = TableModel.Of(path, net);
            OutputLayer after = Enum.Parse<OutputLayer>(parsed.GetValue(output) ?? "linear", ignoreCase: true);
            Check(net, table?.Preparation, after, output.Name);
            Run(net, table, file, after, parsed.GetValue(json), terminal);
        });
        return command;
    }

    // Probabilities of one class, or of numbers that are none, would be numbers without a meaning.
    private static void Check(StoredModel model, Preparation? table, OutputLayer output, string option)
    {
        string asked = $"{output}".ToLowerInvariant();
        if (output == OutputLayer.Softmax && model.Layers[^1] == 1)
            throw new UserError($"{option} {asked}: the net has one output, whose softmax is always 1");
        if (table?.Kind == TargetKind.Numbers && output is OutputLayer.Sigmoid or OutputLayer.Softmax)
            throw new UserError($"{option} {asked}: the net predicts numbers of the table's units, not probabilities");
    }

    private static void Run(StoredModel model, TableModel? net, NamedFile file, OutputLayer output, bool json,
        Terminal terminal)
    {
        Preparation? table = net?.Preparation;
        bool areLogs = output == OutputLayer.Linear && net?.Prediction == OutputLayer.Exponential;
        if (model.IsDouble)
            Save<double>(model, table, file, output);
        else
            Save<float>(model, table, file, output);
        string result = table?.Unscaling(model.Layers[^1]) is not null ? "predictions"
            : output switch
            {
                OutputLayer.Linear => areLogs ? "logarithms of means"
                    : net?.Prediction == OutputLayer.Linear ? "predictions" : "logits",
                OutputLayer.Exponential => "means",
                _ => "probabilities",
            };
        terminal.Out.Write(json ? ToJson(model, table, file, output, result) + "\n"
            : ToText(model, table, file, output, result, terminal.Columns)
                + (areLogs ? Layout.Hanging("Note   ", "--output exponential makes the model give the means that "
                    + "'vectorloss predict' gives", terminal.Columns) : ""));
    }

    private static void Save<T>(StoredModel model, Preparation? table, NamedFile file, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string, string)[] notes = [.. model.Notes.Select(note => (note.Key, note.Value))];
        Files.Save(file, path => OnnxModel.Save(path, model.Build(new Tape<T>()), table?.Scaling,
            table?.Unscaling(model.Layers[^1]), output, notes));
    }

    private static string ToText(StoredModel model, Preparation? table, NamedFile file, OutputLayer output,
        string result, int columns)
    {
        string layers = string.Join('-', model.Layers.ToArray()), hidden = $"{model.Hidden}".ToLowerInvariant();
        string after = output == OutputLayer.Linear ? "" : $" ({output})".ToLowerInvariant();
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{layers} {hidden}, {TypeOf(model)}: input [batch, {model.Layers[0]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"{result}{after} [batch, {model.Layers[^1]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"operator set {OnnxModel.OperatorSet}");
        string numbers = table is null ? "" : Layout.Hanging("Input  ", "in the units of the table, a category 1 or 0: "
            + string.Join(", ", table.Numbers.Select(name => Printable.Cut(name))), columns);
        return Layout.Hanging("Model  ", text, columns) + numbers
            + Layout.Hanging("Saved  ", Printable.Message(file.Path), columns);
    }

    private static string ToJson(StoredModel model, Preparation? table, NamedFile file, OutputLayer output,
        string result) => Json.Object(json =>
    {
        json.WriteString("onnx", file.Path);
        json.WriteStartArray("layers");
        foreach (int width in model.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("activation", $"{model.Hidden}".ToLowerInvariant());
        json.WriteString("output", $"{output}".ToLowerInvariant());
        json.WriteString("result", result);
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

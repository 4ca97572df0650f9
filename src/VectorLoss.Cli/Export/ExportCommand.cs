using System.CommandLine;
using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
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
            "What follows the last layer (default linear: the logits)", "linear", "sigmoid", "softmax");
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        foreach (Option option in (Option[])[model, activation, onnx, output, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model)!;
            NamedFile file = new(onnx.Name, parsed.GetRequiredValue(onnx)!);
            Files.Check([file], [new(model.Name, path)]);
            Run(ModelOption.Load(path, parsed.GetValue(activation)), file,
                Enum.Parse<OutputLayer>(parsed.GetValue(output) ?? "linear", ignoreCase: true),
                parsed.GetValue(json), terminal);
        });
        return command;
    }

    private static void Run(StoredModel model, NamedFile file, OutputLayer output, bool json, Terminal terminal)
    {
        if (model.IsDouble)
            Save<double>(model, file, output);
        else
            Save<float>(model, file, output);
        terminal.Out.Write(json ? ToJson(model, file, output) + "\n" : ToText(model, file, output, terminal.Columns));
    }

    private static void Save<T>(StoredModel model, NamedFile file, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string, string)[] notes = [.. model.Notes.Select(note => (note.Key, note.Value))];
        Files.Save(file, path => OnnxModel.Save(path, model.Build(new Tape<T>()), output, notes));
    }

    private static string ToText(StoredModel model, NamedFile file, OutputLayer output, int columns)
    {
        string layers = string.Join('-', model.Layers.ToArray()), hidden = $"{model.Hidden}".ToLowerInvariant();
        string result = output == OutputLayer.Linear ? "logits" : $"probabilities ({output})".ToLowerInvariant();
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{layers} {hidden}, {TypeOf(model)}: input [batch, {model.Layers[0]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"{result} [batch, {model.Layers[^1]}], ")
            + string.Create(CultureInfo.InvariantCulture, $"operator set {OnnxModel.OperatorSet}");
        return Layout.Hanging("Model  ", text, columns)
            + Layout.Hanging("Saved  ", Printable.Message(file.Path), columns);
    }

    private static string ToJson(StoredModel model, NamedFile file, OutputLayer output) => Json.Object(json =>
    {
        json.WriteString("onnx", file.Path);
        json.WriteStartArray("layers");
        foreach (int width in model.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("activation", $"{model.Hidden}".ToLowerInvariant());
        json.WriteString("output", $"{output}".ToLowerInvariant());
        json.WriteString("dtype", TypeOf(model));
        json.WriteNumber("operatorSet", OnnxModel.OperatorSet);
        json.WriteNumber("formatVersion", OnnxModel.FormatVersion);
        json.WriteNumber("bytes", new FileInfo(file.Path).Length);
    });

    private static string TypeOf(StoredModel model) => model.IsDouble ? "double" : "float";
}

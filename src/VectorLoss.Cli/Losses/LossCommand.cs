using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss loss NAME --input p.npy --target t.npy</c>: any loss on NumPy files.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class LossCommand
{
    private const string Description =
        """
        Compute a loss on NumPy files.

        Arrays and options are those of the card (see 'vectorloss losses NAME'), each as --name: a file for an array, a number for an option.
        Arrays that every family takes: --sample-weight, --mask; elementwise and class losses also --weight.
        --gradient writes the gradient of the first input; --gradient-NAME that of another.
        """;

    public static Command Create(Terminal terminal)
    {
        Command command = new("loss", Description) { TreatUnmatchedTokensAsErrors = false };
        Argument<string> name = new("name") { Description = "A loss, by name or alias" };
        Option<string> dtype = new("--dtype") { Description = "float or double", DefaultValueFactory = _ => "double" };
        Option<string> reduction = new("--reduction") { Description = "none, sum, mean, batchmean, mean_over_weights or mean_by", DefaultValueFactory = _ => "mean" };
        Option<double> count = new("--count") { Description = "What mean_by divides by", DefaultValueFactory = _ => 1 };
        Option<string> empty = new("--empty") { Description = "What the mean over nothing is: nan, zero or refuse", DefaultValueFactory = _ => "nan" };
        Option<string> kind = new("--target-kind") { Description = "labels, probabilities or one-hot, where a target can be either", DefaultValueFactory = _ => "labels" };
        Option<string?> output = new("--output") { Description = "Write the value to a NumPy file" };
        Option<bool> json = new("--json") { Description = "Print one JSON object" };
        dtype.AcceptOnlyFromAmong("float", "double");
        empty.AcceptOnlyFromAmong("nan", "zero", "refuse");
        command.Add(name);
        foreach (Option option in (Option[])[dtype, reduction, count, empty, kind, output, json])
            command.Add(option);
        command.SetAction(parsed =>
        {
            LossCard card = LossesCommand.Find(parsed.GetValue(name)!);
            LossArgumentList list = LossArgumentList.Of(card, parsed.UnmatchedTokens);
            LossRequest request = new(card)
            {
                Inputs = list.Arrays, Options = list.Options, Reduction = parsed.GetValue(reduction)!, Count = parsed.GetValue(count),
                Empty = Enum.Parse<EmptyBatch>(parsed.GetValue(empty)!, ignoreCase: true), TargetKind = parsed.GetValue(kind)!,
            };
            bool single = parsed.GetValue(dtype) == "float";
            LossOutcome outcome = Run(request, single);
            Save(parsed.GetValue(output), outcome.Value.Shape, outcome.Value.Values, single);
            foreach ((string input, string path) in list.Gradients)
                Save(path, list.Arrays[input].Shape, outcome.Gradients[input], single);
            terminal.Out.WriteLine(parsed.GetValue(json) ? ToJson(request, outcome, single) : string.Join('\n', outcome.Value.Values.Select(Text)));
        });
        return command;
    }

    private static LossOutcome Run(LossRequest request, bool single)
    {
        try
        {
            return single ? LossTool.Run<float>(request) : LossTool.Run<double>(request);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            throw new UserError(FirstLine(problem), problem);
        }
    }

    // ArgumentException adds the parameter's name in brackets; the message names it already.
    private static string FirstLine(Exception problem)
        => problem is ArgumentException { ParamName: { } name } ? problem.Message.Replace($" (Parameter '{name}')", "") : problem.Message;

    private static void Save(string? path, int[] shape, double[] values, bool single)
    {
        if (path is null)
            return;
        Files.RequireWritable(path, path);
        if (single)
            Npy.Write<float>(path, shape, Array.ConvertAll(values, value => (float)value));
        else
            Npy.Write<double>(path, shape, values);
    }

    private static string ToJson(LossRequest request, LossOutcome outcome, bool single) => Json.Object(json =>
    {
        json.WriteString("loss", request.Card.Name);
        json.WriteString("dtype", single ? "float" : "double");
        json.WriteString("reduction", request.Reduction);
        json.WriteStartObject("options");
        foreach ((string option, double value) in request.Options)
            json.Real(option, value);
        json.WriteEndObject();
        json.WriteStartArray("shape");
        foreach (int length in outcome.Value.Shape)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        if (outcome.Value.Shape.Length == 0)
        {
            json.WritePropertyName("value");
            Number(json, outcome.Value.Values[0]);
            return;
        }
        json.WriteStartArray("value");
        foreach (double value in outcome.Value.Values)
            Number(json, value);
        json.WriteEndArray();
    });

    // JSON has no NaN and no infinities; as in the reference vectors, they are their names.
    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(Text(value));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

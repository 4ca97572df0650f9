using System.Text.Json;
using VectorLoss.Catalogue;

namespace VectorLoss.Cli;

/// <summary>What <c>vectorloss loss --json</c> prints.</summary>
internal static class LossJson
{
    /// <summary>The request and its value as one object.</summary>
    public static string Of(LossRequest request, LossOutcome outcome, bool single) => Json.Object(json =>
    {
        json.WriteString("loss", request.Card.Name);
        json.WriteString("dtype", single ? "float" : "double");
        json.WriteString("reduction", request.Reduction);
        json.WriteStartObject("options");
        foreach ((string option, double value) in request.Options)
        {
            json.WritePropertyName(option);
            Number(json, value);
        }
        json.WriteEndObject();
        json.WriteStartArray("shape");
        foreach (int length in outcome.Value.Shape)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WritePropertyName("value");
        if (outcome.Value.Shape.Length == 0)
        {
            Number(json, outcome.Value.Values[0]);
            return;
        }
        json.WriteStartArray();
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
            json.WriteStringValue(LossCommand.Text(value));
    }
}

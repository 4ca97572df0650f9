using System.Text;
using System.Text.Json;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>A <see cref="LossCard"/> for people and for programs.</summary>
internal static class CardText
{
    private const int NameWidth = 12;
    private const string OfNothing = "the mean over no losses is NaN, their sum 0";

    /// <summary>The card as lines of at most <paramref name="columns"/> columns.</summary>
    public static string Of(LossCard card, int columns)
    {
        StringBuilder text = new();
        void Line(string name, string value)
            => text.Append(Layout.Hanging(Layout.Pad(name + "  ", NameWidth), value, columns));
        Line(card.Name, card.Formula);
        if (card.Aliases.Count > 0)
            Line("also", string.Join(", ", card.Aliases));
        Line("family", Family(card));
        foreach (LossInput input in Inputs(card))
            Line("input", Of(input) + (IsOfPlaces(card, input) ? ", or a class a place" : ""));
        foreach ((string padding, string lengths) in LossArgumentList.Paddings(card))
            Line("input", $"{padding}: 0, and 1 behind the end, in place of {lengths}");
        if (card.ArrayOption is { } array)
            Line("input", $"{Of(Input(array))}, in place of {Replaced(card, array) ?? "the option"}");
        foreach (LossOption option in card.Options.Concat(card.Create.FamilyOptions))
            Line("option", $"{option.Name} = {option.Usual:R} ({option.Range}): {option.Meaning}");
        if (Predicted(card) is { Length: > 0 } predicted)
            Line("predicts", predicted);
        Line("kinks", card.Kinks);
        if (card.LikelihoodOf.Length > 0)
            Line("−log of", card.LikelihoodOf);
        if (card.Claims != Claims.None)
            Line("holds", Claim(card.Claims));
        Line("of nothing", OfNothing);
        if (card.Note.Length > 0)
            Line("note", card.Note);
        Line("source", card.Source);
        string[] peers = [.. PeerBook.Of(card).Select(pair => pair.Peer.Name).Distinct()];
        if (peers.Length > 0)
            Line("elsewhere", string.Join(", ", peers) + "; --peers says under which names, and what differs");
        return text.ToString();
    }

    private static IEnumerable<LossInput> Inputs(LossCard card)
        => card.ClassWeights is { } weights ? card.Inputs.Append(weights) : card.Inputs;

    private static bool IsOfPlaces(LossCard card, LossInput input)
        => input == card.Inputs[1] && card.Options.Any(option => option.Name == "classes");

    private static LossInput Input((string Option, Func<LossCard> Card) array)
        => array.Card().Inputs.First(input => input.Name == array.Option);

    // The input that the other card does not have, or else the option of the same name.
    private static string? Replaced(LossCard card, (string Option, Func<LossCard> Card) array)
        => card.Inputs.FirstOrDefault(input => array.Card().Inputs.All(other => other.Name != input.Name))?.Name;

    private static string Of(LossInput input) => $"{input.Name}: {Domain(input)}{Place(input)}"
        + (input.Differentiable ? ", with a gradient"
            : input.DifferentiableAsDistribution ? ", of distributions with a gradient" : "")
        + (input.Optional ? ", may be left out" : "");

    /// <summary>The card as the members of a JSON object.</summary>
    public static void Write(LossCard card, Utf8JsonWriter json)
    {
        json.WriteString("name", card.Name);
        Strings(json, "aliases", card.Aliases);
        json.WriteString("family", Family(card));
        json.WriteString("formula", card.Formula);
        json.WriteStartArray("inputs");
        foreach (LossInput input in Inputs(card))
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteString("domain", Domain(input));
            json.WriteBoolean("differentiable", input.Differentiable);
            json.WriteBoolean("differentiable_as_distribution", input.DifferentiableAsDistribution);
            json.WriteBoolean("optional", input.Optional);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (card.ArrayOption is { } array)
        {
            json.WriteStartObject("array");
            json.WriteString("name", array.Option);
            json.WriteString("domain", Domain(Input(array)));
            json.WriteString("in_place_of", Replaced(card, array) ?? array.Option);
            json.WriteEndObject();
        }
        json.WriteStartArray("options");
        foreach (LossOption option in card.Options.Concat(card.Create.FamilyOptions))
        {
            json.WriteStartObject();
            json.WriteString("name", option.Name);
            json.Real("usual", option.Usual);
            json.WriteString("range", option.Range);
            json.WriteString("meaning", option.Meaning);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("predicts", Predicted(card));
        json.WriteString("kinks", card.Kinks);
        json.WriteString("likelihoodOf", card.LikelihoodOf);
        json.WriteString("claims", Claim(card.Claims));
        json.WriteString("ofNothing", OfNothing);
        json.WriteString("note", card.Note);
        json.WriteString("source", card.Source);
    }

    /// <summary>The family of a loss in words.</summary>
    public static string Family(LossCard card) => card.Family switch
    {
        LossFamily.Point => "point",
        LossFamily.Label => "class",
        LossFamily.Centred => "class, by distance",
        LossFamily.Triple => "three inputs",
        LossFamily.Row => "row",
        LossFamily.LabelSet => "label sets",
        LossFamily.Contrast => "pairs",
        LossFamily.Similarity => "labelled rows",
        LossFamily.Sequence => "sequences",
        LossFamily.Group => "group",
        _ => card.Family.ToString(),
    };

    // Of losses that a net can be trained with: what its outputs say of the target.
    private static string Predicted(LossCard card) => !TargetLoss.Fits(card) && !ClassifierLoss.Fits(card) ? ""
        : card.Link switch
        {
            Link.Sigmoid => "the probability 1/(1 + e^−x): input is a logit",
            Link.Softmax => "the probabilities softmax(x) of the classes: input holds logits",
            Link.Exponential => "the mean e^x: input is its logarithm",
            Link.Sparsemax => "probabilities of the classes: the projection of the row on the simplex",
            Link.BinarySparsemax => "the probability ½(x + 1), not below 0 and not above 1",
            Link.Ranking => "the order of a row: input holds scores",
            _ when card.Prediction == Losses.Domain.Probability => "the probability that input is",
            _ when card.Target == Losses.Domain.Sign => "the sign of input, which is a score",
            _ when card.Target == Losses.Domain.Label => "the class of the largest score in input",
            _ => "the number that input is, in the terms of the target",
        };

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Claim(Claims claims) => string.Join(", ", Enum.GetValues<Claims>()
        .Where(claim => claim != Claims.None && claims.HasFlag(claim))
        .Select(claim => claim switch
        {
            Claims.NonNegative => "never below 0",
            Claims.ZeroAtTarget => "0 at the target",
            Claims.Convex => "convex",
            Claims.ResidualOnly => "depends on prediction − target only",
            _ => claim.ToString(),
        }));

    private static string Place(LossInput input) => input.Kind switch
    {
        LossInputKind.PerRow => ", one a row",
        LossInputKind.PerColumn => ", one a column",
        LossInputKind.Single => ", one number",
        _ when input.Repeats => ", or one a column for all rows",
        _ => "",
    };

    private static string Domain(LossInput input) => input.Domain switch
    {
        Losses.Domain.Positive => "above 0",
        Losses.Domain.NonNegative => "0 and above",
        Losses.Domain.Probability => "0 to 1",
        Losses.Domain.Sign => "−1 or 1",
        Losses.Domain.Bit => "0 or 1",
        Losses.Domain.Label => "whole numbers",
        Losses.Domain.Length => "a number of steps, from 1 up",
        Losses.Domain.Angle => "an angle in radians, up to 1,048,576",
        Losses.Domain.LogProbability => "0 and below",
        _ => "real",
    };
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// Says which element of which array of <c>vectorloss loss</c> the engine refused: its option and file, its place and
/// the number that stands there.
/// </summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class LossDomains
{
    /// <summary>The line for an exception that is about one number of an array; null for others.</summary>
    /// <param name="card">The loss.</param>
    /// <param name="list">Its arrays and options.</param>
    /// <param name="problem">What the engine says.</param>
    public static string? Explain(LossCard card, LossArgumentList list, Exception problem)
    {
        if (problem is OutOfDomainException outside)
        {
            return Element(list, outside.Input, outside.Index, $"{card.Name} takes "
                + $"{OutOfDomainException.Words(outside.Domain)} here{Advice(card, outside, list)}");
        }
        Match weight = Regex.Match(problem.Message, @"^(Class weight|Weight) (\d+) is .*?; (weights must be [^.]+)\.");
        return weight.Success && ArrayOf(card, list, weight.Groups[1].Value) is { } name
            ? Element(list, name, int.Parse(weight.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
                weight.Groups[3].Value) : null;
    }

    /// <summary>
    /// Where a result is NaN or infinite, which number of the files may be the cause; null where none is.
    /// </summary>
    /// <param name="list">The arrays.</param>
    /// <param name="results">What was computed, each with its name.</param>
    /// <param name="type">The type of number that it was computed in.</param>
    public static string? Doubt(LossArgumentList list, (string Name, double[] Values)[] results, string type)
    {
        if (Array.Find(results, result => result.Values.Any(double.IsNaN)).Name is not { } lost)
        {
            // What is infinite itself has been asked for.
            return list.Arrays.Values.Any(array => array.Values.Any(double.IsInfinity)) ? null
                : Array.Find(results, result => result.Values.Any(double.IsInfinity)).Name is not { } large ? null
                : $"{large} is infinite: it is beyond the range of {type}, or the loss has no bound there";
        }
        foreach ((string name, LossArray array) in list.Arrays)
        {
            if (Array.FindIndex(array.Values, value => !double.IsFinite(value)) is >= 0 and int index)
                return Element(list, name, index, $"{lost} is NaN");
        }
        return $"{lost} is NaN, although all numbers of the files are finite";
    }

    // Where an input is repeated for all rows, the engine sees it repeated.
    private static string Element(LossArgumentList list, string name, int index, string wanted)
    {
        LossArray array = list.Arrays[name];
        string place = array.PlaceOf(index % array.Values.Length);
        double value = array.Values[index % array.Values.Length];
        return $"{list.Source(name)}: {(place == "" ? "" : $"element {place} ")}is "
            + $"{value.ToString("R", CultureInfo.InvariantCulture)}; {wanted}";
    }

    private static string? ArrayOf(LossCard card, LossArgumentList list, string weight)
        => weight == "Class weight" ? "weight"
        : list.Arrays.ContainsKey("sample_weight") ? "sample_weight"
        : card.Family is LossFamily.Point or LossFamily.Triple && list.Arrays.ContainsKey("weight") ? "weight" : null;

    private static string Advice(LossCard card, OutOfDomainException outside, LossArgumentList list)
    {
        if (outside.Domain == Domain.Sign && list.Arrays[outside.Input].Values.All(value => value is 0 or 1))
            return "; of targets 0 and 1, give 2·t − 1";
        if (card.ArrayOption?.Card().Inputs is [_, { } bound, { IsBound: true } other] && other.Name == outside.Input
            && outside.Domain != other.Domain)
            return $" beside --{bound.Name} of the same number";
        bool isOfLogits = outside.Domain == Domain.Probability && outside.Input == card.Inputs[0].Name
            && LossCatalog.Find(card.Name + "-with-logits") is not null;
        return isOfLogits ? $"; for logits there is {card.Name}-with-logits" : "";
    }
}

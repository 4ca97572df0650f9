using System.Globalization;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The words and options of a <see cref="LossRequest"/>, checked and completed.</summary>
internal static class RequestOptions
{
    /// <summary>Checks what a request says in words and numbers.</summary>
    /// <exception cref="ArgumentException">A word is unknown, or an option is unknown or of the wrong kind.</exception>
    public static void Check(LossRequest request)
    {
        OneOf(request.Reduction, LossRequest.Reductions, nameof(request.Reduction));
        OneOf(request.TargetKind, LossRequest.TargetKinds, nameof(request.TargetKind));
        if (request.Reduction == "mean_by" && !(double.IsFinite(request.Count) && request.Count > 0))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Count must be finite and above 0 for mean_by, not {request.Count:R}."), nameof(request.Count));
        foreach ((string name, double value) in request.Options)
            if (request.Card.Options.All(option => option.Name != name))
                OfFamily(request.Card, name)?.Check(value);
    }

    /// <summary>
    /// The options that belong to the loss itself. An unknown one is among them; the card refuses it.
    /// </summary>
    public static (string Name, double Value)[] OfLoss(LossRequest request)
        => [.. request.Options.Where(option => request.Card.Options.Any(known => known.Name == option.Key)
            || OfFamily(request.Card, option.Key) is null).Select(option => (option.Key, option.Value))];

    /// <summary>What was given for an option, or its usual value; 0 where the loss has no such option.</summary>
    public static double Value(LossRequest request, string name)
        => request.Options.TryGetValue(name, out double value) ? value
        : (request.Card.Options.FirstOrDefault(option => option.Name == name)
            ?? OfFamily(request.Card, name))?.Usual ?? 0;

    /// <summary>
    /// The request with the card that takes an array instead of an option or input, where the array is given.
    /// </summary>
    /// <exception cref="ArgumentException">Options stand beside it that this card does not have.</exception>
    public static LossRequest WithArrayOption(LossRequest request)
    {
        if (request.Card.ArrayOption is not { } option || !request.Inputs.ContainsKey(option.Option))
            return request;
        LossCard card = option.Card();
        if (request.Card.Inputs.FirstOrDefault(input => request.Inputs.ContainsKey(input.Name)
            && card.Inputs.All(other => other.Name != input.Name)) is { } replaced)
            throw new ArgumentException(
                $"{option.Option} takes the place of {replaced.Name}; give one.", option.Option);
        return request.Options.Keys.All(name => card.Options.Any(known => known.Name == name))
            ? request with { Card = card } : throw new ArgumentException(
            $"{request.Card.Name} takes {option.Option} as an array without other options.", nameof(request.Options));
    }

    private static LossOption? OfFamily(LossCard card, string name)
        => card.Create.FamilyOptions.FirstOrDefault(option => option.Name == name);

    private static void OneOf(string word, IReadOnlyList<string> legal, string name)
    {
        if (!legal.Contains(word))
            throw new ArgumentException($"{name} '{word}' is unknown; there are {string.Join(", ", legal)}.", name);
    }
}

using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose inputs of one number for each of the first may repeat, as one in which each has the shape of the
/// first. Kernels, bounds and witnesses so know of one shape only.
/// </summary>
internal static class WholeElements
{
    /// <summary>Reads the shapes of a request as they were given.</summary>
    /// <exception cref="ArgumentException">An array can be read in two ways.</exception>
    public static LossRequest Of(LossRequest request, Repetitions repetitions)
    {
        LossCard card = request.Card;
        string owner = card.Inputs[0].Name;
        if (card.Family == LossFamily.Sequence || request.Inputs.GetValueOrDefault(owner) is not { } first
            || first.Shape.Length == 0)
            return request;
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        bool isElementwise = card.Family is LossFamily.Point or LossFamily.Triple;
        foreach (LossInput input in card.Inputs.Skip(1).Where(input => input.Kind == LossInputKind.PerElement))
            if (arrays.TryGetValue(input.Name, out LossArray? array) && !IsOtherwise(request, input, array, first))
                repetitions.Repeat(arrays, input.Name, first.Shape, owner, byRow: isElementwise);
        return request with { Inputs = arrays };
    }

    // One number a column for all rows stays so; targets of classes that lack dimensions, or classes, are labels.
    private static bool IsOtherwise(LossRequest request, LossInput input, LossArray array, LossArray first)
    {
        if (input.Repeats && array.Shape.AsSpan().SequenceEqual([first.Columns]))
            return true;
        if (request.Card.HasClasses)
            return array.Shape.Length != first.Shape.Length;
        if (request.Card.Family is not (LossFamily.Label or LossFamily.Centred) || request.TargetKind != "labels"
            || array.Shape.AsSpan().SequenceEqual(first.Shape))
            return false;
        return array.Shape.Length != first.Shape.Length || array.Shape[MovedClasses.Axis(request, first.Shape)] == 1;
    }
}

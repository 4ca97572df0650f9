using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose samples have dimensions of their own, as one that has a sample a row. No number moves: the places of
/// a class, the steps of a sequence and the numbers of a sample lie side by side in both.
/// </summary>
internal static class RowLayout
{
    /// <summary>Reads the layout of a request; one of rows stays as it is.</summary>
    /// <exception cref="ArgumentException">A shape is none of samples, or can be read in several ways.</exception>
    public static LossRequest Of(LossRequest request)
    {
        string name = request.Card.Inputs[0].Name;
        if (!request.Card.RowIsSample || request.Inputs.GetValueOrDefault(name) is not { } first)
            return request;
        int[] rows = Rows(request, first, name);
        if (rows.AsSpan().SequenceEqual(first.Shape))
            return request;
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        foreach (LossInput input in request.Card.Inputs.Where(input => input.Kind == LossInputKind.PerElement))
            if (arrays.TryGetValue(input.Name, out LossArray? array))
                arrays[input.Name] = RequestArrays.Fitting(array, input.Name, first.Shape, name) with { Shape = rows };
        return request with { ClassAxis = null, Inputs = arrays };
    }

    /// <summary>Refuses rows that are not whole parts.</summary>
    /// <exception cref="ArgumentException">A row is not.</exception>
    public static void Check(LossCard card, IReadOnlyDictionary<string, double> options, LossArray first, string name)
    {
        if (card.PartsWith(options) is int parts && first.Columns % parts != 0)
            throw new ArgumentException(
                $"{name} has shape {first}; a row of {card.Name} has {parts} equal parts.", name);
    }

    private static int[] Rows(LossRequest request, LossArray first, string name)
    {
        LossCard card = request.Card;
        int[] shape = first.Shape;
        if (card.HasClasses)
            return MovedClasses.PlacesAxis(request, shape) is not int axis ? shape
                : axis == 0 ? [1, first.Values.Length] : [shape[0], Product(shape[1..])];
        if (shape.Length < 3)
            return shape;
        if (card.HasFeatures)
            return shape is [int samples, int steps, int features] && features == card.PartsWith(request.Options)
                ? [samples, steps * features] : throw new ArgumentException($"{name} has shape {first}; {card.Name} "
                    + $"takes a sequence a row, or (N, steps, {card.PartsWith(request.Options)} features).", name);
        return shape[1..].Count(length => length != 1) < 2 ? [shape[0], Product(shape[1..])]
            : throw new ArgumentException($"{name} has shape {first}; a row of {card.Name} is a sample: reshape to "
                + $"[{shape[0]}, {Product(shape[1..])}] where dimension 0 counts the samples, or to "
                + $"[{Product(shape[..2])}, {Product(shape[2..])}] where dimensions 0 and 1 do.", name);
    }

    private static int Product(int[] lengths) => lengths.Aggregate(1, (product, length) => product * length);
}

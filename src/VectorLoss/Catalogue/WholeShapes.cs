using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose arrays of one number a loss may repeat, as one in which each has the shape of the losses. They may
/// keep dimensions of length 1 for those of a row; weights, factors and masks may have one number a row of an array of
/// losses. Labels of sequences may follow one another without padding, and one sample needs no dimension of its own.
/// </summary>
internal static class WholeShapes
{
    /// <summary>Reads the shapes of a request whose rows lie along the last dimension.</summary>
    /// <exception cref="ArgumentException">An array can be read in two ways.</exception>
    public static LossRequest Of(LossRequest request, Repetitions repetitions)
    {
        LossCard card = request.Card;
        if (request.Inputs.GetValueOrDefault(card.Inputs[0].Name) is not { Shape.Length: > 0 } given)
            return request;
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        bool isElementwise = card.Family is LossFamily.Point or LossFamily.Triple,
            isSequence = card.Family == LossFamily.Sequence;
        LossArray first = isSequence ? arrays[card.Inputs[0].Name] = WithSamples(card, given) : given;
        if (isSequence ? first.Shape.Length != Dimensions(card) : !isElementwise && first.Columns == 0)
            return request;
        int[] losses = LossShape.Of(request, first);
        void Repeat(string name, bool byRow)
        {
            if (!isElementwise && arrays.TryGetValue(name, out LossArray? array))
                arrays[name] = array with { Shape = WithoutRow(array.Shape, losses.Length) };
            repetitions.Repeat(arrays, name, losses, "the losses", byRow);
        }
        foreach (string name in (string[])["sample_weight", "factor", "mask", isElementwise ? "weight" : ""])
            Repeat(name, byRow: true);
        foreach (LossInput input in card.Inputs.Skip(1))
            if (IsOfLosses(request, input, first))
                Repeat(input.Name, byRow: false);
        if (isSequence)
            Pad(card, arrays);
        return request with { Inputs = arrays };
    }

    private static bool IsOfLosses(LossRequest request, LossInput input, LossArray first) => request.Card.Family switch
    {
        LossFamily.Label or LossFamily.Centred => request.TargetKind == "labels"
            && request.Inputs.GetValueOrDefault(input.Name)?.Shape.AsSpan().SequenceEqual(first.Shape) == false,
        _ => input.Kind == LossInputKind.PerRow,
    };

    private static int[] WithoutRow(int[] shape, int dimensions)
    {
        while (shape.Length > dimensions && shape[^1] == 1)
            shape = shape[..^1];
        return shape;
    }

    private static int Dimensions(LossCard card) => card.Create.IsLattice ? 4 : 3;

    private static LossArray WithSamples(LossCard card, LossArray logs)
        => logs.Shape.Length != Dimensions(card) - 1 ? logs
            : logs with { Shape = card.Create.IsLattice ? [1, .. logs.Shape] : [logs.Rows, 1, logs.Columns] };

    private static void Pad(LossCard card, Dictionary<string, LossArray> arrays)
    {
        if (arrays.GetValueOrDefault(card.Inputs[1].Name) is not { Shape.Length: 1 } labels
            || arrays.GetValueOrDefault(card.Inputs[3].Name)?.Values is not { } counts
            || counts.Any(count => count < 0 || count != Math.Floor(count)) || counts.Sum() != labels.Values.Length)
            return;
        int longest = (int)counts.DefaultIfEmpty(0).Max(), start = 0;
        double[] padded = new double[counts.Length * longest];
        for (int sample = 0; sample < counts.Length; start += (int)counts[sample++])
            labels.Values.AsSpan(start, (int)counts[sample]).CopyTo(padded.AsSpan(sample * longest));
        arrays[card.Inputs[1].Name] = new([counts.Length, longest], padded);
    }
}

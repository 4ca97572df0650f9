using System.Globalization;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose sequences say by paddings, as optax has them, how long they are, as one with their lengths: a row of
/// 0 for each step or label and of 1 behind them.
/// </summary>
internal static class SequencePaddings
{
    /// <summary>The names of the paddings that a loss takes, each with the lengths whose place they take.</summary>
    /// <param name="card">The loss.</param>
    public static IReadOnlyList<(string Padding, string Lengths)> Of(LossCard card)
        => card.Family != LossFamily.Sequence ? [] : [.. card.Inputs.Skip(2).Select(
            input => (input.Name.Replace("lengths", "paddings", StringComparison.Ordinal), input.Name))];

    /// <summary>Counts what paddings leave; a request without them stays as it is.</summary>
    /// <exception cref="ArgumentException">Paddings stand beside lengths, have another shape, or are no run of 0 with
    /// a run of 1 behind it.</exception>
    internal static LossRequest Counted(LossRequest request)
    {
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        foreach ((string name, string lengths) in Of(request.Card))
        {
            if (!arrays.Remove(name, out LossArray? padding))
                continue;
            if (!arrays.TryAdd(lengths, Lengths(padding, name, Shape(request, lengths))))
                throw new ArgumentException($"{name} takes the place of {lengths}; give one.", name);
        }
        return request with { Inputs = arrays };
    }

    // Of steps, samples × steps; of labels, the shape of these.
    private static (int[] Shape, string Owner)? Shape(LossRequest request, string lengths)
    {
        LossCard card = request.Card;
        bool isOfSteps = lengths == card.Inputs[2].Name;
        string owner = card.Inputs[isOfSteps ? 0 : 1].Name;
        if (request.Inputs.GetValueOrDefault(owner) is not { } array)
            return null;
        if (!isOfSteps)
            return (array.Shape, owner);
        int[] shape = array.Shape;
        return card.Create.IsLattice
            ? shape.Length switch { 4 => (shape[..2], owner), 3 => (shape[..1], owner), _ => null }
            : shape.Length switch { 3 => ([shape[1], shape[0]], owner), 2 => (shape[..1], owner), _ => null };
    }

    private static LossArray Lengths(LossArray padding, string name, (int[] Shape, string Owner)? beside)
    {
        if (beside is var (shape, owner))
            RequestArrays.Fitting(padding, name, shape, owner);
        int columns = padding.Columns, rows = columns == 0 ? padding.Rows : padding.Values.Length / columns;
        double[] lengths = new double[rows];
        for (int at = 0; at < padding.Values.Length; at++)
        {
            double value = padding.Values[at];
            bool isBehind = at % columns > 0 && padding.Values[at - 1] == 1;
            if (value is not (0 or 1) || (value == 0 && isBehind))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{name} holds {value:R} at {padding.PlaceOf(at)}, which is ")
                    + (value == 0 ? "behind a 1: a row is a run of 0 and then of 1." : "neither 0 nor 1."), name);
            lengths[at / columns] += 1 - value;
        }
        return new([rows], lengths);
    }
}

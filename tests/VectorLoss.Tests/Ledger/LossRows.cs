using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Every loss of the catalogue by name: reductions, options, weights, masks and distributions.</summary>
internal static class LossRows
{
    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerCards.All.SelectMany(Rows<T>);

    private static IEnumerable<LedgerRow> Rows<T>(LossCard card) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Row<T>(card, "hard rows", () => [LossRequests.Of(card, "none", hard: true)]);
        yield return Row<T>(card, "reduced", () =>
            ((string[])["mean", "sum", "batchmean", "mean_by"]).Select(reduction => LossRequests.Of(card, reduction)));
        yield return Row<T>(card, "weights and mask", () =>
            ((string[])["none", "mean", "mean_over_weights"])
                .Select(reduction => Weighted<T>(LossRequests.Of(card, reduction))));
        foreach ((string name, double value) in LossRequests.OptionsOf(card))
        {
            string setting = FormattableString.Invariant($"{name}={value}");
            yield return Row<T>(card, setting, () =>
            [
                LossRequests.Of(card, "none", hard: true, (name, value)),
                LossRequests.Of(card, "mean", option: (name, value)),
            ]);
        }
        if (card.Family is LossFamily.Row or LossFamily.Group or LossFamily.LabelSet
            or LossFamily.Contrast or LossFamily.Similarity)
        {
            yield return Row<T>(card, "long rows", LossRequests.LongRows, LossRequests.LongColumns,
                () => [LossRequests.Long(card)]);
        }
        if (LossRequests.IsOfClasses(card))
        {
            yield return Row<T>(card, "class weights", () => [WithClassWeights(LossRequests.Of(card, "mean"))]);
        }
        if (LossRequests.TakesDistributions(card))
        {
            yield return Row<T>(card, "distributions", () =>
            [
                Distributions(LossRequests.Of(card, "none", hard: true)),
                WithClassWeights(Distributions(LossRequests.Of(card, "mean"))),
            ]);
        }
    }

    private static LedgerRow Row<T>(LossCard card, string setting, Func<IEnumerable<LossRequest>> requests)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Row<T>(card, setting, LossRequests.Rows, LossRequests.Columns, requests);

    private static LedgerRow Row<T>(
        LossCard card, string setting, int rows, int columns, Func<IEnumerable<LossRequest>> requests)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"loss/{card.Name} {setting}", rows, columns, bits =>
        {
            foreach (LossRequest request in requests())
            {
                LossOutcome outcome = LossTool.Run<T>(request);
                bits.Add(outcome.Value.Values);
                foreach (LossInput input in card.Inputs.Where(input => outcome.Gradients.ContainsKey(input.Name)))
                {
                    bits.Add(outcome.Gradients[input.Name]);
                }
            }
        });

    // Whatever the reduction, weights and mask have the shape of the losses before they are reduced.
    private static LossRequest Weighted<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] shape = LossTool.Run<T>(request with { Reduction = "none" }).Value.Shape;
        LedgerInputs inputs = new(2);
        return LossRequests.With(request,
            ("sample_weight", LossRequests.Array(shape, () => inputs.Of(Domain.NonNegative))),
            ("mask", LossRequests.Array(shape, () => inputs.Below(4) == 0 ? 0 : 1)));
    }

    private static LossRequest WithClassWeights(LossRequest request)
    {
        LedgerInputs inputs = new(3);
        return LossRequests.With(request,
            ("weight", LossRequests.Array([LossRequests.Columns], () => inputs.Of(Domain.NonNegative))));
    }

    // They need not be normalised.
    private static LossRequest Distributions(LossRequest request)
    {
        LedgerInputs inputs = new(4);
        LossArray target = LossRequests.Array(
            [LossRequests.Rows, LossRequests.Columns], () => inputs.Of(Domain.Probability) / 5);
        return LossRequests.With(request, ("target", target)) with { TargetKind = "probabilities" };
    }
}

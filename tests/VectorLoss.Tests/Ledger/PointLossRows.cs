using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// Pointwise losses: value and gradient each alone, curvature, and the gradient of the targets, which a request by name
/// does not ask for.
/// </summary>
internal static class PointLossRows
{
    private const int Length = 2603, FirstHard = 2000;

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerCards.All.Where(card => card.Create.Family == LossFamily.Point).SelectMany(card => ((string[])
        ["value and gradient", "curvature", "target gradient"]).Select(result => LedgerRow.Of<T>(
            $"point/{card.Name} {result}", 1, Length, bits => card.Visit(new Result<T>(card, result, bits)))));

    private sealed class Result<T>(LossCard card, string result, LedgerBits bits) : PointVisitor<bool>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override bool Point<TLoss>(TLoss loss)
        {
            LedgerInputs inputs = new();
            T[] x = Draw(inputs, card.Inputs[0].Domain), t = Draw(inputs, card.Inputs[1].Domain);
            T[] weights = inputs.Numbers<T>(Length, 0, 2), output = new T[Length];
            bool[] mask = inputs.Mask(Length);
            switch (result)
            {
                case "value and gradient":
                    bits.Add(loss.Value<TLoss, T>(x.AsSpan(0, FirstHard), t.AsSpan(0, FirstHard)));
                    bits.Add(loss.Value<TLoss, T>(x, t));
                    loss.Gradient<TLoss, T>(x, t, output, new() { Reduction = Reduction.Sum, Upstream = 0.7 });
                    break;
                case "curvature":
                    loss.Curvature<TLoss, T>(x, t, output);
                    bits.Add(output);
                    loss.Curvature<TLoss, T>(
                        x, t, output, new() { Reduction = Reduction.MeanOverWeights, Weights = weights, Mask = mask });
                    break;
                default:
                    loss.TargetGradient<TLoss, T>(x, t, output);
                    break;
            }
            bits.Add(output);
            return true;
        }

        private static T[] Draw(LedgerInputs inputs, Domain domain)
        {
            int at = 0;
            LossArray array = LossRequests.Array([Length],
                () => at++ >= FirstHard && inputs.Below(3) == 0 ? inputs.HardOf(domain) : inputs.Of(domain));
            return Array.ConvertAll(array.Values, T.CreateTruncating);
        }
    }
}

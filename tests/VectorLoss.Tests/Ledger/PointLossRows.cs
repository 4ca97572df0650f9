using System.Numerics;
using VectorLoss.Kernels;
using VectorLoss.Losses;
using VectorLoss.Tests.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>What the catalogue's tool does not ask of a pointwise loss: value and gradient alone, curvature, the target's gradient.</summary>
internal static class PointLossRows
{
    private const int Length = 2603, FirstHard = 2000;

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LossCatalog.All.Where(card => card.Create.Family == "point").SelectMany(card => ((string[])
        ["value", "gradient", "curvature", "target gradient"]).Select(result => LedgerRow.Of<T>(
            $"point/{card.Name} {result}", 1, Length, bits => card.Visit(new Result<T>(card, result, bits)))));

    private sealed class Result<T>(LossCard card, string result, LedgerBits bits) : PointVisitor<bool>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override bool Point<TLoss>(TLoss loss)
        {
            LedgerInputs inputs = new();
            T[] x = Draw(inputs, card.Inputs[0].Domain), t = Draw(inputs, card.Inputs[1].Domain), output = new T[Length];
            T[] weights = inputs.Numbers<T>(Length, 0, 2);
            bool[] mask = inputs.Mask(Length);
            switch (result)
            {
                case "value":
                    bits.Add(loss.Value<TLoss, T>(x.AsSpan(0, FirstHard), t.AsSpan(0, FirstHard)));
                    bits.Add(loss.Value<TLoss, T>(x, t));
                    return true;
                case "gradient":
                    loss.Gradient<TLoss, T>(x, t, output, Reduction.Sum, upstream: 0.7);
                    break;
                case "curvature":
                    loss.Curvature<TLoss, T>(x, t, output);
                    bits.Add(output);
                    loss.Curvature<TLoss, T>(x, t, output, Reduction.MeanOverWeights, weights, mask);
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

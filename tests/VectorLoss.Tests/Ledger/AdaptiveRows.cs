using System.Numerics;
using VectorLoss.Batches;

namespace VectorLoss.Tests.Ledger;

/// <summary>Adaptive softmax: the losses, the value, and the gradients of rows, head, bias and tails.</summary>
internal static class AdaptiveRows
{
    private const int Rows = 70, Features = 96, Classes = 1200;

    private static readonly int[] Cutoffs = [40, 300];

    public static IEnumerable<LedgerRow> All => [Row<float>(), Row<double>(), Logs<float>(), Logs<double>()];

    private static LedgerRow Row<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>("adaptive-softmax", Rows, Classes, bits =>
        {
            LedgerInputs inputs = new();
            int[] labels = inputs.Labels(Rows, Classes);
            AdaptiveLayer<T> layer = Layer<T>(inputs);
            T[] losses = new T[Rows], hidden = new T[Rows * Features], head = new T[42 * Features], bias = new T[42],
                tails = new T[layer.TailsLength];
            BatchOptions<T> options = new()
            {
                Weights = inputs.Numbers<T>(Rows, 0.1, 2),
                Mask = inputs.Mask(Rows),
                Threads = bits.Threads,
            };
            AdaptiveSoftmax.Values(layer, labels, losses, options);
            bits.Add(AdaptiveSoftmax.ValueAndGradient(layer, labels,
                new() { Hidden = hidden, Head = head, HeadBias = bias, Tails = tails }, options));
            bits.Add(losses);
            bits.Add(hidden);
            bits.Add(head);
            bits.Add(bias);
            bits.Add(tails);
        }) with
        { Shape = $"{Rows}x{Features}x{Classes}" };

    private static LedgerRow Logs<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>("adaptive-log-probabilities", Rows, Classes, bits =>
        {
            AdaptiveLayer<T> layer = Layer<T>(new());
            T[] logs = new T[Rows * Classes];
            int[] classes = new int[Rows];
            AdaptiveSoftmax.LogProbabilities(layer, logs, bits.Threads);
            AdaptiveSoftmax.Predict(layer, classes, bits.Threads);
            bits.Add(logs);
            bits.Add(classes);
        }) with
        { Shape = $"{Rows}x{Features}x{Classes}" };

    private static AdaptiveLayer<T> Layer<T>(LedgerInputs inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AdaptiveLayer<T> layer = new()
        {
            Hidden = inputs.Numbers<T>(Rows * Features),
            Head = inputs.Numbers<T>(42 * Features),
            HeadBias = inputs.Numbers<T>(42),
            Cutoffs = Cutoffs,
            Features = Features,
            Classes = Classes,
        };
        return layer with { Tails = inputs.Numbers<T>(layer.TailsLength) };
    }
}

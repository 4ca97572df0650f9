using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>A linear layer with a loss of classes: the value, and the gradients of rows, weight and bias.</summary>
internal static class LinearSoftmaxRows
{
    private const int Rows = 70;

    public static IEnumerable<LedgerRow> All => [.. Every<float>(), .. Every<double>()];

    private static IEnumerable<LedgerRow> Every<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerCards.All.Where(card => card.Create.Family == LossFamily.Label)
            .SelectMany(card => ((int, int)[])[(19, 10), (19, 300), (90, 300), (90, 1200)],
                (card, sizes) => Row<T>(card, sizes.Item1, sizes.Item2))
            .Append(Preferences<T>(90, 1200)).Append(Taught<T>(90, 1200));

    // From a teacher's layer, which half of the workspace holds the logits of.
    private static LedgerRow Taught<T>(int features, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>("linear-softmax/jensen-shannon-distillation", Rows, classes, bits =>
        {
            LedgerInputs inputs = new();
            LinearLayer<T> Layer() => new()
            {
                Hidden = inputs.Numbers<T>(Rows * features),
                Weight = inputs.Numbers<T>(classes * features),
                Features = features,
                Classes = classes,
            };
            T[] hidden = new T[Rows * features], weight = new T[classes * features];
            bits.Add(new JensenShannonDistillation(0.25, 2).ValueAndGradient(Layer(), Layer(),
                new LinearGradients<T> { Hidden = hidden, Weight = weight }, new T[2 * Rows * 512],
                new BatchOptions<T> { Mask = inputs.Mask(Rows), Threads = bits.Threads }));
            bits.Add(hidden);
            bits.Add(weight);
        }) with
        { Shape = $"{Rows}x{features}x{classes}" };

    // The slopes are the log-probabilities less their middle, so they have both signs.
    private static LedgerRow Preferences<T>(int features, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>("linear-softmax/log-probabilities", Rows, classes, bits =>
        {
            LedgerInputs inputs = new();
            LinearLayer<T> layer = new()
            {
                Hidden = inputs.Numbers<T>(Rows * features),
                Weight = inputs.Numbers<T>(classes * features),
                Features = features,
                Classes = classes,
            };
            T[] hidden = new T[Rows * features], weight = new T[classes * features], logs = new T[Rows];
            bits.Add(LinearLogProbabilities.ValueAndGradient(new Shifted<T>(), layer, inputs.Labels(Rows, classes),
                logs, new T[Rows], new() { Hidden = hidden, Weight = weight }, new T[Rows * 512],
                new BatchOptions<T> { Mask = inputs.Mask(Rows), Threads = bits.Threads }));
            bits.Add(logs);
            bits.Add(hidden);
            bits.Add(weight);
        }) with
        { Shape = $"{Rows}x{features}x{classes}" };

    private readonly struct Shifted<T> : ILogProbabilityLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double ValueAndSlopes(ReadOnlySpan<T> logProbabilities, Span<T> slopes)
        {
            T middle = T.CreateTruncating(-Math.Log(1200));
            double sum = 0;
            for (int row = 0; row < slopes.Length; row++)
            {
                slopes[row] = logProbabilities[row] - middle;
                sum += 0.5 * double.CreateTruncating(slopes[row] * slopes[row]);
            }
            return sum;
        }
    }

    private static LedgerRow Row<T>(LossCard card, int features, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"linear-softmax/{card.Name}", Rows, classes,
            bits => card.Visit(new Result<T>(features, classes, bits))) with
        { Shape = $"{Rows}x{features}x{classes}" };

    private sealed class Result<T>(int features, int classes, LedgerBits bits) : ILossVisitor<bool>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly LedgerInputs inputs = new();

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        {
            T[] targets = inputs.Numbers<T>(Rows * classes, 0, 0.2);
            int[] labels = inputs.Labels(Rows, classes);
            // All rows at once, and a few at a time.
            Run(LinearSoftmaxLosses.WorkspaceLength(Rows, classes, features), byFeature: false, loss, labels, []);
            // The features decide whether the gradient of the weight holds logits meanwhile.
            int few = features < Rows ? 8 * classes : Rows * Math.Min(classes, 512);
            Run(few, byFeature: true, loss, labels, []);
            Run(few, byFeature: false, loss, labels, targets);
            return true;
        }

        bool ILossVisitor<bool>.Point<TLoss>(TLoss loss) => throw new NotSupportedException();

        private void Run<TLoss>(int workspaceLength, bool byFeature, TLoss loss, int[] labels, T[] targets)
            where TLoss : struct, ILabelLoss
        {
            LinearLayer<T> layer = new()
            {
                Hidden = inputs.Numbers<T>(Rows * features),
                Weight = inputs.Numbers<T>(classes * features),
                Bias = inputs.Numbers<T>(classes),
                Features = features,
                Classes = classes,
                WeightByFeature = byFeature,
            };
            T[] hidden = new T[Rows * features], weight = new T[classes * features], bias = new T[classes];
            T[] workspace = new T[workspaceLength];
            LinearGradients<T> gradients = new() { Hidden = hidden, Weight = weight, Bias = bias };
            BatchOptions<T> options = new() { Mask = inputs.Mask(Rows), Threads = bits.Threads };
            bits.Add(targets.Length > 0
                ? loss.ValueAndGradient<TLoss, T>(layer, targets, gradients, workspace, options)
                : loss.ValueAndGradient<TLoss, T>(layer, labels, gradients, workspace,
                options with { Upstream = 0.7 }));
            bits.Add(hidden);
            bits.Add(weight);
            bits.Add(bias);
        }
    }
}

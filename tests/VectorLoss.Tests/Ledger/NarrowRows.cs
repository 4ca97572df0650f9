using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests.Ledger;

/// <summary>Functions of rows, softmax losses and linear layers of numbers that are stored in 16 bits.</summary>
internal static class NarrowRows
{
    // Rows that are taken together, one by one, and in stretches.
    private static readonly int[] Classes = [3, 100, 300, 1100];

    public static IEnumerable<LedgerRow> All
        => [.. Every(x => (BFloat16)x, x => x), .. Every(x => (Half)x, x => (float)x)];

    private static IEnumerable<LedgerRow> Every<S>(Func<float, S> narrow, Func<S, float> wide) where S : unmanaged
        => Classes.SelectMany(classes => (LedgerRow[])
        [
            new Case<S>(40_000 / classes, classes, narrow, wide).Functions(),
            new Case<S>(40_000 / classes, classes, narrow, wide).Losses(),
            new Case<S>(50, classes, narrow, wide).Linear(19),
        ]);

    private sealed class Case<S>(int rows, int classes, Func<float, S> narrow, Func<S, float> wide) where S : unmanaged
    {
        public LedgerRow Functions() => LedgerRow.Of<S>("rows/functions", rows, classes, bits =>
        {
            LedgerInputs drawn = new();
            S[] x = Narrow(drawn.RowsWithHardEnd<float>(rows, classes, -9, 9)), y = new S[x.Length];
            S[] upstream = Narrow(drawn.Numbers<float>(x.Length));
            float[] sums = new float[rows];
            NarrowRowFunctions.LogSumExp<S>(x, classes, sums, bits.Threads);
            bits.Add(sums);
            NarrowRowFunctions.LogSumExpGradient<S>(x, drawn.Numbers<float>(rows), classes, y, bits.Threads);
            Add(bits, y);
            NarrowRowFunctions.Softmax<S>(x, classes, y, bits.Threads);
            Add(bits, y);
            NarrowRowFunctions.SoftmaxGradient<S>(y, upstream, classes, y, bits.Threads);
            Add(bits, y);
            NarrowRowFunctions.LogSoftmax<S>(x, classes, x, bits.Threads);
            Add(bits, x);
            NarrowRowFunctions.LogSoftmaxGradient<S>(x, upstream, classes, x, bits.Threads);
            Add(bits, x);
        });

        public LedgerRow Losses() => LedgerRow.Of<S>("class/categorical-focal", rows, classes, bits =>
        {
            LedgerInputs drawn = new();
            S[] x = Narrow(drawn.RowsWithHardEnd<float>(rows, classes, -9, 9)), gradient = new S[x.Length];
            int[] labels = drawn.Labels(rows, classes);
            float[] values = new float[rows], sums = new float[rows];
            CategoricalFocal loss = new();
            ClassOptions<float> options = new()
            {
                Batch = new() { Mask = drawn.Mask(rows), Threads = bits.Threads, Upstream = 900 },
                LogSumExp = sums,
            };
            bits.Add(NarrowSoftmaxLosses.ValueAndGradient<CategoricalFocal, S>(
                loss, x, classes, labels, gradient, options));
            Add(bits, gradient);
            bits.Add(sums);
            NarrowSoftmaxLosses.Values<CategoricalFocal, S>(loss, x, classes, labels, values, options);
            bits.Add(values);
            bits.Add(NarrowSoftmaxLosses.ValueAndGradient<CategoricalFocal, S>(
                loss, x, classes, drawn.Numbers<float>(x.Length, 0, 0.2), gradient, options));
            Add(bits, gradient);
        });

        public LedgerRow Linear(int features) => LedgerRow.Of<S>("linear-softmax/cross-entropy", rows, classes, bits =>
        {
            LedgerInputs drawn = new();
            int[] labels = drawn.Labels(rows, classes);
            // All rows at once, and a few at a time.
            foreach ((int most, bool byFeature) in ((int, bool)[])[(rows, false), (7, true)])
            {
                LinearLayer<S> layer = new()
                {
                    Hidden = Narrow(drawn.Numbers<float>(rows * features)),
                    Weight = Narrow(drawn.Numbers<float>(classes * features)),
                    Bias = Narrow(drawn.Numbers<float>(classes)),
                    Features = features,
                    Classes = classes,
                    WeightByFeature = byFeature,
                };
                S[] hidden = new S[rows * features], weight = new S[classes * features], bias = new S[classes];
                LinearGradients<S> gradients = new() { Hidden = hidden, Weight = weight, Bias = bias };
                bits.Add(NarrowLinearSoftmaxLosses.ValueAndGradient(new CrossEntropy(), layer, labels, gradients,
                    new float[NarrowLinearSoftmaxLosses.WorkspaceLength(most, classes, features)],
                    new BatchOptions<float> { Mask = drawn.Mask(rows), Threads = bits.Threads, Upstream = 900 }));
                Add(bits, hidden);
                Add(bits, weight);
                Add(bits, bias);
            }
        }) with
        { Shape = $"{rows}x{features}x{classes}" };

        private S[] Narrow(float[] numbers) => Array.ConvertAll(numbers, number => narrow(number));

        private void Add(LedgerBits bits, S[] numbers)
        {
            foreach (S number in numbers)
                bits.Add(wide(number));
        }
    }
}

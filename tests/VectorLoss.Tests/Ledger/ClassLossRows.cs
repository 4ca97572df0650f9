using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Losses of classes on several threads, from few classes to a thousand, with every option at once.</summary>
internal static class ClassLossRows
{
    // Rows that are taken together, one by one, and in stretches; the last is longer than a block of a sum.
    private static readonly int[] Classes = [3, 10, 100, 300, 1100];

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerCards.All.Where(LossRequests.IsOfClasses).SelectMany(card => (LedgerRow[])
        [
            .. Classes.Select(classes => Row<T>(card, "labels", classes)),
            Row<T>(card, "all options", 10),
        ]);

    private static LedgerRow Row<T>(LossCard card, string setting, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Enough numbers for two or three pieces, so that threads share them.
        int rows = (34_000 / classes) + 5;
        bool smooth = LossRequests.TakesDistributions(card);
        return LedgerRow.Of<T>($"class/{card.Name} {setting}", rows, classes,
            bits => card.Visit(new Result<T>(rows, classes, setting == "all options", smooth, bits)));
    }

    private sealed class Result<T>(int rows, int classes, bool allOptions, bool smooth, LedgerBits bits)
        : ILossVisitor<bool> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly LedgerInputs inputs = new();

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        {
            T[] x = inputs.RowsWithHardEnd<T>(rows, classes, -9, 9);
            T[] gradient = new T[x.Length], values = new T[rows], sums = new T[rows];
            int[] labels = inputs.Labels(rows, classes);
            ClassOptions<T> options = allOptions ? Options(2, 0.01, sums)
                : new BatchOptions<T> { Threads = bits.Threads };
            bits.Add(loss.Value<TLoss, T>(x.AsSpan(0, rows / 2 * classes), classes, labels.AsSpan(0, rows / 2)));
            bits.Add(loss.ValueAndGradient<TLoss, T>(x, classes, labels, gradient, Upstream(options)));
            loss.Values<TLoss, T>(x, classes, labels, values, options);
            Add(gradient, values);
            T[] targets = inputs.Numbers<T>(x.Length, 0, 0.2);
            bits.Add(loss.ValueAndGradient<TLoss, T>(x, classes, targets, gradient, options));
            Add(gradient, sums);
            return true;
        }

        public bool Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        {
            T[] x = inputs.RowsWithHardEnd<T>(rows, classes, -2, 2);
            T[] gradient = new T[x.Length], values = new T[rows];
            int[] labels = inputs.Labels(rows, classes);
            ClassOptions<T> options = allOptions ? Options(0, 0, default)
                : new BatchOptions<T> { Threads = bits.Threads };
            bits.Add(loss.Value<TLoss, T>(x.AsSpan(0, rows / 2 * classes), classes, labels.AsSpan(0, rows / 2)));
            bits.Add(loss.ValueAndGradient<TLoss, T>(x, classes, labels, gradient, Upstream(options)));
            loss.Values<TLoss, T>(x, classes, labels, values, options);
            Add(gradient, values);
            return true;
        }

        bool ILossVisitor<bool>.Point<TLoss>(TLoss loss) => throw new NotSupportedException();

        private void Add(T[] gradient, T[] values)
        {
            bits.Add(gradient);
            bits.Add(values);
        }

        private static ClassOptions<T> Upstream(ClassOptions<T> options)
            => options with { Batch = options.Batch with { Upstream = 0.7 } };

        private ClassOptions<T> Options(double softcap, double lseSquareScale, Span<T> logSumExp) => new()
        {
            ClassWeights = inputs.Numbers<T>(classes, 0, 2),
            Batch = new() { Weights = inputs.Numbers<T>(rows, 0, 2), Mask = inputs.Mask(rows), Threads = bits.Threads },
            Ignore = new[] { 1 },
            Divisor = ClassDivisor.ClassWeights,
            LabelSmoothing = smooth ? 0.1 : 0,
            Softcap = softcap,
            LseSquareScale = lseSquareScale,
            LogSumExp = logSumExp,
        };
    }
}

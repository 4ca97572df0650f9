using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Products with the Hessian of sequences, features, alignments, transports and ranked errors.</summary>
internal static class HessianRows
{
    private const int Rows = 11;

    public static IEnumerable<LedgerRow> All => [.. Of<float>(), .. Of<double>()];

    private static IEnumerable<LedgerRow> Of<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Row<T>("ctc", 10, Sequences<ConnectionistTemporalClassification, T>),
        Row<T>("rnn-t", 10, Sequences<RecurrentTransducer, T>),
        Row<T>("vicreg", 67, Features<VarianceInvarianceCovariance, T>),
        Row<T>("barlow-twins", 67, Features<BarlowTwins, T>),
        Row<T>("lovasz-softmax", 111, (inputs, columns, bits)
            => Groups<LovaszSoftmax, T>(new(3), inputs, columns, bits)),
        Row<T>("soft-dtw", 46, (inputs, columns, bits)
            => Groups<SoftDynamicTimeWarping, T>(new(0.5, 2, normalize: true), inputs, columns, bits)),
        Row<T>("wasserstein", 67, (inputs, columns, bits)
            => Groups<WassersteinDistance, T>(new(1.5, root: true), inputs, columns, bits)),
    ];

    private static LedgerRow Row<T>(string loss, int columns, Action<LedgerInputs, int, LedgerBits> compute)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"hessian/{loss}", Rows, columns, bits => compute(new(), columns, bits));

    private static void Sequences<TLoss, T>(LedgerInputs inputs, int classes, LedgerBits bits)
        where TLoss : struct, ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int steps = 12, longest = 9;
        int nodes = typeof(TLoss) == typeof(RecurrentTransducer) ? longest + 1 : 1;
        T[] logs = inputs.Numbers<T>(steps * Rows * nodes * classes, -3, 0), way = inputs.Numbers<T>(logs.Length);
        T[] product = new T[logs.Length];
        default(TLoss).HessianProduct(new SequenceBatch<T>
        {
            LogProbabilities = logs,
            Classes = classes,
            Labels = Array.ConvertAll(inputs.Labels(Rows * longest, classes - 1), label => label + 1),
            Steps = Array.ConvertAll(inputs.Labels(Rows, 3), less => steps - less),
            LabelCounts = inputs.Labels(Rows, longest + 1),
        }, way, product, new() { Factors = inputs.Numbers<T>(Rows) });
        bits.Add(product);
    }

    private static void Features<TLoss, T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where TLoss : struct, IContrastLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = inputs.Numbers<T>(Rows * columns), b = inputs.Numbers<T>(a.Length), first = new T[a.Length],
            second = new T[a.Length];
        default(TLoss).HessianProduct(new RowInputs<T> { First = a, Second = b, Columns = columns },
            new RowInputs<T> { First = b, Second = a, Columns = columns },
            new LossGradients<T> { First = first, Second = second });
        bits.Add(first);
        bits.Add(second);
    }

    private static void Groups<TLoss, T>(TLoss loss, LedgerInputs inputs, int columns, LedgerBits bits)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isClasses = typeof(TLoss) == typeof(LovaszSoftmax);
        T[] x = inputs.Numbers<T>(Rows * columns), y = isClasses
            ? Array.ConvertAll(inputs.Labels(x.Length, 2), one => T.CreateTruncating(one))
            : inputs.Numbers<T>(x.Length);
        T[] way = inputs.Numbers<T>(x.Length), first = new T[x.Length], second = isClasses ? [] : new T[x.Length];
        loss.HessianProduct(new RowInputs<T> { First = x, Second = y, Columns = columns },
            new RowInputs<T> { First = way, Second = isClasses ? [] : x, Columns = columns },
            new LossGradients<T> { First = first, Second = second }, new() { Factors = inputs.Numbers<T>(Rows) });
        bits.Add(first);
        bits.Add(second);
    }
}

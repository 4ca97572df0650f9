using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests.Ledger;

/// <summary>Second derivatives of each family, with weights and signed factors at once.</summary>
internal static class CurvatureRows
{
    private const int Rows = 37;

    public static IEnumerable<LedgerRow> All => [.. Of<float>(), .. Of<double>()];

    private static IEnumerable<LedgerRow> Of<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Row<T>("pseudo-huber", 131, Points<T>), Row<T>("gaussian-nll", 131, Triples<T>),
        Row<T>("cosine-distance", 67, OfRows<T>), Row<T>("categorical-focal", 10, Softmax<T>),
        Row<T>("categorical-focal", 1100, Softmax<T>), Row<T>("sparsemax", 10, Centred<T>),
        Row<T>("distillation", 67, Distilled<T>), Row<T>("ctc", 10, Sequences<T>),
        Row<T>("info-nce", 67, Pairs<T>), Row<T>("sup-con", 67, Labelled<T>), Row<T>("list-mle", 131, Ranked<T>),
        Row<T>("cox", 132, Grouped<T>),
    ];

    private static LedgerRow Row<T>(string loss, int columns, Action<LedgerInputs, int, LedgerBits> compute)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"curvature/{loss}", Rows, columns, bits => compute(new(), columns, bits));

    private static BatchOptions<T> Asked<T>(LedgerInputs inputs, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new()
        {
            Weights = inputs.Numbers<T>(samples, 0, 2),
            Factors = inputs.Numbers<T>(samples),
            Mask = inputs.Mask(samples),
        };

    private static void Points<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] p = inputs.Numbers<T>(Rows * columns), t = inputs.Numbers<T>(p.Length);
        T[] gradient = new T[p.Length], curvature = new T[p.Length];
        bits.Add(new PseudoHuber(0.5).ValueGradientAndCurvature<PseudoHuber, T>(
            p, t, gradient, curvature, Asked<T>(inputs, p.Length)));
        bits.Add(gradient);
        bits.Add(curvature);
    }

    private static void Triples<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = inputs.Numbers<T>(Rows * columns), b = inputs.Numbers<T>(a.Length);
        T[] c = inputs.Numbers<T>(a.Length, 0.25, 2), first = new T[a.Length], third = new T[a.Length];
        bits.Add(new GaussianNegativeLogLikelihood().ValueGradientAndCurvature<GaussianNegativeLogLikelihood, T>(
            a, b, c, default, new() { First = first, Third = third }, Asked<T>(inputs, a.Length)));
        bits.Add(first);
        bits.Add(third);
    }

    private static void OfRows<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = inputs.Numbers<T>(Rows * columns), b = inputs.Numbers<T>(a.Length);
        T[] first = new T[a.Length], second = new T[a.Length];
        RowInputs<T> rows = new() { First = a, Second = b, Columns = columns };
        BatchOptions<T> options = Asked<T>(inputs, Rows);
        bits.Add(new CosineDistance().ValueGradientAndCurvature(
            rows, default, new LossGradients<T> { First = first, Second = second }, options));
        bits.Add(first);
        bits.Add(second);
        new CosineDistance().HessianProduct(rows, new RowInputs<T> { First = b, Second = a, Columns = columns },
            new LossGradients<T> { First = first, Second = second }, options);
        bits.Add(first);
        bits.Add(second);
    }

    private static void Pairs<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = inputs.Numbers<T>(Rows * columns), b = inputs.Numbers<T>(a.Length), third = [T.CreateTruncating(0.25)];
        T[] first = new T[a.Length], second = new T[a.Length], byThird = new T[1];
        RowInputs<T> rows = new() { First = a, Second = b, Third = third, Columns = columns };
        LossGradients<T> products = new() { First = first, Second = second, Third = byThird };
        foreach (bool views in (bool[])[false, true])
        {
            new InfoNce(1, views).HessianProduct(rows,
                new RowInputs<T> { First = b, Second = a, Third = third, Columns = columns }, products,
                Asked<T>(inputs, views ? 2 * Rows : Rows));
            bits.Add(first);
            bits.Add(second);
            bits.Add(byThird);
        }
    }

    private static void Labelled<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = inputs.Numbers<T>(Rows * columns), v = inputs.Numbers<T>(x.Length), warm = [T.CreateTruncating(0.25)];
        int[] labels = inputs.Labels(Rows, 3);
        bits.Add(Labelled(new SupervisedContrastive(), x, v, warm, labels, inputs));
        bits.Add(Labelled(new Circle(), x, v, [], labels, inputs));
        bits.Add(Labelled(new BatchHardTriplet(), x, v, [], labels, inputs));
        bits.Add(Labelled(new ProxyNca(), x, v, [], labels, inputs));
    }

    private static T[] Labelled<TLoss, T>(TLoss loss, T[] x, T[] v, T[] warm, int[] labels, LedgerInputs inputs)
        where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] product = new T[x.Length + warm.Length];
        loss.HessianProduct(x, x.Length / Rows, labels, warm, v, warm, new LossGradients<T>
        {
            First = product.AsSpan(..x.Length),
            Third = product.AsSpan(x.Length),
        }, Asked<T>(inputs, Rows));
        return product;
    }

    private static void Ranked<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = inputs.Numbers<T>(Rows * columns), v = inputs.Numbers<T>(x.Length);
        T[] grades = Array.ConvertAll(inputs.Labels(x.Length, 5), grade => T.CreateTruncating(grade));
        bits.Add(Ranked(new ListMle(), x, grades, v, inputs));
        bits.Add(Ranked(new LambdaRank(), x, grades, v, inputs));
        bits.Add(Ranked(new PairwiseLogistic(), x, grades, v, inputs));
        bits.Add(Ranked(new ApproximateNdcg(), x, grades, v, inputs));
    }

    private static T[] Ranked<TLoss, T>(TLoss loss, T[] x, T[] grades, T[] v, LedgerInputs inputs)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] product = new T[x.Length];
        loss.HessianProduct(new RowInputs<T> { First = x, Second = grades, Columns = x.Length / Rows },
            new RowInputs<T> { First = v, Second = [], Columns = x.Length / Rows },
            new LossGradients<T> { First = product }, Asked<T>(inputs, Rows));
        return product;
    }

    private static void Grouped<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = inputs.Numbers<T>(Rows * columns), v = inputs.Numbers<T>(x.Length), target = inputs.Numbers<T>(Rows);
        T[] times = Array.ConvertAll(inputs.Labels(x.Length, 40), time => T.CreateTruncating(time + 1));
        T[] bit = Array.ConvertAll(inputs.Labels(x.Length, 2), one => T.CreateTruncating(one));
        bits.Add(Grouped(new CoxPartialLikelihood(efron: true), x, times, bit, [], v, inputs));
        bits.Add(Grouped(new GeneralizedDice(4), x, bit, [], [], v, inputs));
        bits.Add(Grouped(new GaussianMixture(), x, [], [], target, v, inputs));
        bits.Add(Grouped(new CompleteBoxOverlap(), Boxes(x), Boxes(v), [], [], x, inputs));
    }

    // From one corner to the other.
    private static T[] Boxes<T>(T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. x.Select((number, at) => at % 4 < 2 ? number : x[at - 2] + T.Abs(number))];

    private static T[] Grouped<TLoss, T>(
        TLoss loss, T[] x, T[] second, T[] third, T[] labels, T[] v, LedgerInputs inputs)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] product = new T[x.Length];
        int columns = x.Length / Rows;
        loss.HessianProduct(
            new RowInputs<T> { First = x, Second = second, Third = third, Labels = labels, Columns = columns },
            new RowInputs<T> { First = v, Second = [], Columns = columns },
            new LossGradients<T> { First = product }, Asked<T>(inputs, Rows));
        return product;
    }

    private static void Distilled<T>(LedgerInputs inputs, int columns, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = inputs.Numbers<T>(Rows * columns, -4, 4), b = inputs.Numbers<T>(a.Length, -4, 4);
        T[] first = new T[a.Length], second = new T[a.Length];
        RowInputs<T> rows = new() { First = a, Second = b, Columns = columns };
        BatchOptions<T> options = Asked<T>(inputs, Rows);
        SkewedDistillation loss = new(0.25, 2);
        bits.Add(loss.ValueGradientAndCurvature(
            rows, default, new LossGradients<T> { First = first, Second = second }, options));
        bits.Add(first);
        bits.Add(second);
        loss.HessianProduct(rows, new RowInputs<T> { First = b, Second = a, Columns = columns },
            new LossGradients<T> { First = first, Second = second }, options);
        bits.Add(first);
        bits.Add(second);
    }

    private static void Sequences<T>(LedgerInputs inputs, int classes, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int steps = 12, longest = 4;
        T[] logs = inputs.Numbers<T>(steps * Rows * classes, -3, 0), gradient = new T[logs.Length];
        T[] found = new T[logs.Length];
        SequenceBatch<T> batch = new()
        {
            LogProbabilities = logs,
            Classes = classes,
            Labels = Array.ConvertAll(inputs.Labels(Rows * longest, classes - 1), label => label + 1),
            Steps = Array.ConvertAll(inputs.Labels(Rows, 3), less => steps - less),
            LabelCounts = inputs.Labels(Rows, longest + 1),
        };
        bits.Add(new ConnectionistTemporalClassification().ValueGradientAndCurvature(
            batch, gradient, found, Asked<T>(inputs, Rows)));
        bits.Add(gradient);
        bits.Add(found);
    }

    private static void Softmax<T>(LedgerInputs inputs, int classes, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = inputs.Numbers<T>(Rows * classes, -9, 9), direction = inputs.Numbers<T>(x.Length);
        T[] gradient = new T[x.Length], found = new T[x.Length];
        int[] labels = inputs.Labels(Rows, classes);
        CategoricalFocal loss = new(2);
        ClassOptions<T> options = new()
        {
            Batch = Asked<T>(inputs, Rows),
            ClassWeights = inputs.Numbers<T>(classes, 0.5, 2),
            LabelSmoothing = 0.1,
            Softcap = 20,
            LseSquareScale = 0.01,
        };
        bits.Add(loss.ValueGradientAndCurvature<CategoricalFocal, T>(x, classes, labels, gradient, found, options));
        bits.Add(gradient);
        bits.Add(found);
        loss.HessianProduct<CategoricalFocal, T>(x, classes, labels, direction, found, options);
        bits.Add(found);
        T[] byWeights = new T[classes];
        loss.WeightGradient(x, classes, (ReadOnlySpan<int>)labels, byWeights, options);
        bits.Add(byWeights);
    }

    private static void Centred<T>(LedgerInputs inputs, int classes, LedgerBits bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = inputs.Numbers<T>(Rows * classes), gradient = new T[x.Length], found = new T[x.Length];
        // Rows side by side.
        bits.Add(new Sparsemax().ValueGradientAndCurvature<Sparsemax, T>(x, new ClassAxis(classes, Rows),
            inputs.Labels(Rows, classes), gradient, found, Asked<T>(inputs, Rows)));
        bits.Add(gradient);
        bits.Add(found);
    }
}

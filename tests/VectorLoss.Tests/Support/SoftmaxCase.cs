using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests;

/// <summary>A batch for the softmax losses, with runs of it in every register width.</summary>
internal sealed record SoftmaxCase<T>(NaiveClassLoss Naive) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SoftmaxCase<T> Random(int seed, int rows, int classes, string options)
    {
        var random = new Random(seed);
        double Round(double v) => double.CreateTruncating(T.CreateTruncating(v));
        double[] Numbers(int count, double low, double high)
            => [.. Enumerable.Range(0, count).Select(_ => Round(low + (high - low) * random.NextDouble()))];
        bool soft = options.Contains("soft-targets");
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        double[] targets = Numbers(rows * classes, 0, 2.0 / classes);
        if (options.Contains("ignore"))
            for (int row = 0; row < rows; row += 3)
                labels[row] = row % 2 == 0 ? -100 : classes + 7;
        return new(new NaiveClassLoss(Numbers(rows * classes, -5, 5), classes, soft ? null : labels, soft ? targets
            : null)
        {
            ClassWeights = options.Contains("class-weights") ? Numbers(classes, 0.25, 2) : null,
            SampleWeights = options.Contains("sample-weights") ? Numbers(rows, 0, 2) : null,
            Mask = options.Contains("mask") ? [.. Enumerable.Range(0, rows).Select(row => row % 4 != 1)] : null,
            Ignore = options.Contains("ignore") ? [-100, classes + 7] : [],
            Smoothing = options.Contains("smoothing") ? 0.25 : 0,
            Cap = options.Contains("softcap") ? 4 : 0,
            Z = options.Contains("z-loss") ? 0.125 : 0,
        });
    }

    public T[] Logits { get; init; } = Of(Naive.Logits)!;

    public static T[]? Of(double[]? numbers) => numbers is null ? null : [.. numbers.Select(T.CreateTruncating)];

    public ClassOptions<T> Options(Reduction reduction, T[]? logSumExp = null) => new()
    {
        Batch = new() { Reduction = reduction, Weights = Of(Naive.SampleWeights), Mask = Naive.Mask },
        ClassWeights = Of(Naive.ClassWeights),
        Ignore = Naive.Ignore,
        LabelSmoothing = Naive.Smoothing,
        Softcap = Naive.Cap,
        LseSquareScale = Naive.Z,
        LogSumExp = logSumExp,
    };

    public ClassBatch<T> Batch(T[] logits, T[]? logSumExp = null) => Naive.Labels is null
        ? new(logits, Naive.Classes, Of(Naive.Targets), Options(Reduction.Sum, logSumExp))
        : new(logits, Naive.Classes, Naive.Labels, Options(Reduction.Sum, logSumExp));

    /// <summary>Everything one run writes: total, values, gradient, log-sum-exp.</summary>
    public T[] Run<TLoss, V>(TLoss loss, bool inPlace = false)
        where TLoss : struct, ILabelLoss where V : struct, ILanes<V, T>
    {
        T[] logits = [.. Logits], gradient = inPlace ? logits : new T[logits.Length];
        T[] values = new T[Naive.Rows], sums = new T[Naive.Rows];
        SoftmaxWork<TLoss, T> work = new(loss, Batch(logits, sums), values, gradient, T.One);
        double total = Naive.Cap != 0 ? Run<TLoss, V, SoftmaxRows.CappedPlan>(work)
            : Naive.Smoothing != 0 || Naive.Labels is null ? Run<TLoss, V, SoftmaxRows.AllClassesPlan>(work)
            : Run<TLoss, V, SoftmaxRows.LabelPlan>(work);
        return [.. gradient, .. values, .. sums, T.CreateTruncating(total)];
    }

    private static double Run<TLoss, V, TPlan>(in SoftmaxWork<TLoss, T> work)
        where TLoss : struct, ILabelLoss where V : struct, ILanes<V, T> where TPlan : struct, ISoftmaxPlan
        => work.Batch.Classes <= InterleavedRows.MaxClasses<T>()
            ? new SoftmaxInterleaved<TLoss, T, TPlan>(work).Run<V>()
            : new SoftmaxSequential<TLoss, T, T, TPlan>(work, work.Batch.Logits, work.Gradient).Run<V>();

    public double[] Expected<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        (double[] values, double[] gradient, double[] sums) = Naive.Of(loss);
        return [.. gradient, .. values, .. sums, values.Sum()];
    }
}

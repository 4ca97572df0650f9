using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;
using static VectorLoss.Benchmarks.Compare.Inputs;

namespace VectorLoss.Benchmarks.Works;

/// <summary>A batch of a loss: how to compute it, and what was computed.</summary>
/// <param name="Run">Computes the value and all gradients.</param>
/// <param name="Figures">The value and the sum of |slope| of each gradient: what a peer can be compared with.</param>
internal sealed record LossBatch(Action Run, Func<double[]> Figures);

/// <summary>
/// Makes a batch of any loss of the catalogue, with inputs that torch_losses.py repeats: value and all gradients.
/// </summary>
/// <param name="card">The loss.</param>
/// <param name="variant">smoothing, weights, distributions or wide for a loss of classes; else empty.</param>
/// <param name="threads">Threads of the kernels.</param>
/// <param name="sizes">A length; or rows and columns; or steps, samples, classes and labels a sample.</param>
internal sealed class LossBatchMaker<T>(LossCard card, string variant, int threads, params int[] sizes)
    : ILossVisitor<LossBatch> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const float Usual = 8, Wide = 100;

    private readonly int rows = sizes[0], columns = sizes.Length > 1 ? sizes[1] : 1, threads = threads;
    private double value;

    public LossBatch Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[] predictions = Draw(0, First), targets = Draw(1, Second), slopes = Like(predictions);
        return Batch(() => value = loss.ValueAndGradient<TLoss, T>(predictions, targets, slopes, Options), slopes);
    }

    public LossBatch Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        // A race without counts of 0 would leave out what such a loss is for.
        T[] a = Draw(0, First), c = Draw(2, Third),
            b = loss is ZeroInflatedPoisson ? Draw(Domain.Bit, rows * columns, Second) : Draw(1, Second),
            d = card.Inputs.Count > 3 ? Draw(3, Fourth) : [];
        T[][] slopes = [.. Differentiable().Select(_ => Like(a))];
        return Batch(() => value = loss.ValueAndGradient<TLoss, T>(a, b, c, d, Gradients(slopes), Options), slopes);
    }

    public LossBatch Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        bool labelled = card.Inputs.Count > 2 && card.Inputs[2].Kind == LossInputKind.PerRow;
        T[] a = Draw(0, First), b = Draw(1, Second),
            c = card.Inputs.Count > 2 && !card.Inputs[2].Optional ? Draw(2, Third, labelled ? rows : a.Length) : [];
        T[][] slopes = [.. Differentiable().Select(_ => Like(a))];
        return Batch(() => value = loss.ValueAndGradient(new RowInputs<T>
        {
            First = a,
            Second = b,
            Third = labelled ? [] : c,
            Labels = labelled ? c : [],
            Columns = columns,
        }, Gradients(slopes), Options), slopes);
    }

    public LossBatch Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        bool perRow = card.Inputs[1].Kind == LossInputKind.PerRow;
        T[] a = Draw(0, First), b = Draw(1, Second, perRow ? rows : a.Length),
            c = card.Inputs.Count > 2 && !card.Inputs[2].Optional ? Draw(2, Third) : [];
        T[][] slopes = [.. Differentiable().Select(_ => Like(a))];
        return Batch(() => value = loss.ValueAndGradient(new RowInputs<T>
        {
            First = a,
            Second = perRow ? [] : b,
            Labels = perRow ? b : [],
            Third = c,
            Columns = columns,
        }, Gradients(slopes), Options), slopes);
    }

    public LossBatch Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        T[] logits = Draw(0, First, scale: variant == "wide" ? Wide : Usual), slopes = Like(logits),
            targets = variant == "distributions" ? Draw(Domain.Positive, logits.Length, Second) : [],
            weights = variant == "weights" ? Draw(Domain.Positive, columns, Second) : [];
        int[] labels = Inputs.Labels(rows, columns);
        double smoothing = variant == "smoothing" ? 0.1 : 0;
        ClassOptions<T> Of() => new() { Batch = Options, ClassWeights = weights, LabelSmoothing = smoothing };
        return Batch(targets.Length > 0
            ? () => value = loss.ValueAndGradient(logits, columns, targets, slopes, Of())
            : () => value = loss.ValueAndGradient(logits, columns, labels, slopes, Of()), slopes);
    }

    public LossBatch Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        T[] numbers = Draw(0, First, scale: Usual), slopes = Like(numbers);
        int[] labels = Inputs.Labels(rows, columns);
        return Batch(() => value = loss.ValueAndGradient<TLoss, T>(numbers, columns, labels, slopes, Options), slopes);
    }

    public LossBatch LabelSet(MultilabelMargin loss)
    {
        T[] logits = Draw(0, First), slopes = Like(logits);
        int[] start = Inputs.Labels(rows, columns), labels = Buffers.Of<int>(logits.Length);
        int count = Math.Max(1, columns / 3);
        for (int at = 0; at < labels.Length; at++)
            labels[at] = at % columns < count ? (start[at / columns] + at % columns) % columns : -1;
        return Batch(() => value = loss.ValueAndGradient<T>(logits, columns, labels, slopes, Options), slopes);
    }

    public LossBatch Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        // Products of rows that are not normalised are as large as cosines over the usual temperature.
        float scale = loss is NPairs ? 2 : 4;
        T[] a = Draw(0, First, scale: scale), b = Draw(1, Second, scale: scale), da = Like(a), db = Like(b),
            factor = card.Inputs.Count > 2 && !card.Inputs[2].Optional ? [T.CreateTruncating(2.5)] : [],
            dFactor = Like(factor);
        return Batch(() => value = loss.ValueAndGradient(
            new RowInputs<T> { First = a, Second = b, Third = factor, Columns = columns },
            Gradients([da, db, dFactor]), Options), [da, db, .. factor.Length > 0 ? [dFactor] : (T[][])[]]);
    }

    public LossBatch Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        // Cosines of proxies lie from −1 to 1.
        T[] numbers = Draw(0, First, scale: TLoss.HasProxies ? 2 : 4), slopes = Like(numbers);
        int[] labels = Inputs.Labels(rows, TLoss.HasProxies ? columns : 32);
        return Batch(() => value = loss.ValueAndGradient<TLoss, T>(numbers, columns, labels, slopes, Options), slopes);
    }

    public LossBatch Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        (int steps, int samples, int classes, int labels) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        int rows = steps * samples * (TLoss.IsLattice ? labels + 1 : 1);
        T[] logs = Draw(Domain.Real, rows * classes, First, Usual), slopes = Like(logs);
        Rows.RowFunctions.LogSoftmax<T>(logs, classes, logs);
        int[] targets = Buffers.Of(Inputs.Labels(samples * labels, classes - 1).Select(label => 1 + label)),
            stepCounts = Buffers.Of(Enumerable.Repeat(steps, samples)),
            labelCounts = Buffers.Of(Enumerable.Repeat(labels, samples));
        // The gradient is left out of the figures: PyTorch gives another one, which is right behind a softmax only.
        return new(() => value = loss.ValueAndGradient(new SequenceBatch<T>
        {
            LogProbabilities = logs,
            Classes = classes,
            Labels = targets,
            Steps = stepCounts,
            LabelCounts = labelCounts,
        }, slopes, Options), () => [value]);
    }

    private BatchOptions<T> Options => new() { Threads = threads };

    private LossBatch Batch(Action run, params T[][] slopes) => new(run,
        () => [value, .. slopes.Select(one => one.Sum(slope => Math.Abs(double.CreateTruncating(slope))))]);

    private IEnumerable<LossInput> Differentiable() => card.Inputs.Where(input => input.Differentiable);

    private T[] Draw(int input, uint seed, int? length = null, float scale = 4)
        => Draw(card.Inputs[input].Domain, length ?? rows * columns, seed, scale);

    private static T[] Draw(Domain domain, int length, uint seed, float scale = 4)
        => Buffers.Of(Inputs.Draw(domain, length, seed, scale).Select(T.CreateTruncating));

    private static T[] Like(T[] numbers) => Buffers.Of<T>(numbers.Length);

    private LossGradients<T> Gradients(T[][] slopes)
    {
        int next = 0;
        T[] Of(int input) => input < card.Inputs.Count && card.Inputs[input].Differentiable ? slopes[next++] : [];
        return new() { First = Of(0), Second = Of(1), Third = Of(2) };
    }
}

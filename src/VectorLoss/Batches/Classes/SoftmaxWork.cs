using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>What the batch asks of a row; folded away by the compiler.</summary>
internal interface ISoftmaxPlan
{
    /// <summary>Whether every class of a row has a target: distributions, or labels that are smoothed.</summary>
    static abstract bool WeighsAllClasses { get; }

    /// <summary>Whether the logits are soft-capped.</summary>
    static abstract bool HasSoftcap { get; }
}

/// <summary>A softmax loss over a batch, as its two traversals share it.</summary>
/// <remarks>
/// Row algebra, for logits z, maximum m, S = Σ exp(z − m), log p = z − m − log S, lse = m + log S, and target weights
/// a: value = Σ a·φ(log p) + ωζ·lse², gradient = p·(2ωζ·lse − Σ a·φ') + a·φ', where ω is the mean class weight of the
/// row's targets. A label contributes to one a only and is kept apart from the weights that are spread over all
/// classes.
/// </remarks>
internal readonly ref struct SoftmaxWork<TLoss, T> : IValuedWork<SoftmaxWork<TLoss, T>, T>, IPlainWork<T>
    where TLoss : struct, ILabelLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly TLoss Loss;
    public readonly ClassBatch<T> Batch;

    /// <summary>Receives the loss of every row, or empty.</summary>
    public readonly Span<T> Values;

    /// <summary>Receives the gradient times <see cref="Scale"/>, or empty; may be the logits.</summary>
    public readonly Span<T> Gradient;

    public readonly T Scale;

    /// <summary>The soft cap, or 0.</summary>
    public readonly T Cap;
    private readonly T keep;
    private readonly T floor;
    private readonly T lseSquareScale;

    public SoftmaxWork(TLoss loss, scoped in ClassBatch<T> batch, Span<T> values, Span<T> gradient, T scale)
    {
        Loss = loss;
        Batch = batch;
        Values = values;
        Gradient = gradient;
        Scale = scale;
        double smoothing = batch.Options.LabelSmoothing;
        keep = T.CreateTruncating(1 - smoothing);
        floor = T.CreateTruncating(smoothing / batch.Classes);
        Cap = T.CreateTruncating(batch.Options.Softcap);
        lseSquareScale = T.CreateTruncating(batch.Options.LseSquareScale);
    }

    int IRowWork<SoftmaxWork<TLoss, T>>.Rows => Batch.Rows;

    int IRowWork<SoftmaxWork<TLoss, T>>.Classes => Batch.Classes;

    double IRowWork<SoftmaxWork<TLoss, T>>.Run() => SoftmaxRows.Run(this);

    double IValuedWork<SoftmaxWork<TLoss, T>, T>.Run(double total) => SoftmaxRows.Run(this, total);

    /// <summary>Some of the rows where they lie.</summary>
    public SoftmaxWork<TLoss, T> Piece(int start, int rows) => new(Loss,
        Batch.Piece(start, rows), Part(start, rows), Batch.Places.Part(Gradient, start, rows), Scale);

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => SoftmaxRows.Run(new SoftmaxWork<TLoss, T>(
            Loss, Batch.Plain(start, rows, first, second), Part(start, rows), result, Scale), total);

    private Span<T> Part(int start, int rows) => Values.IsEmpty ? default : Values.Slice(start, rows);

    /// <summary>The same, with room for the values.</summary>
    public SoftmaxWork<TLoss, T> Into(Span<T> values) => new(Loss, Batch, values, Gradient, Scale);

    /// <summary>The label of a row, or −1.</summary>
    public int Label(int row) => Batch.Labels.IsEmpty ? -1 : Batch.Labels[row];

    /// <summary>Whether no class but the label has a target.</summary>
    public bool WeighsLabelsOnly => !Batch.Labels.IsEmpty && floor == T.Zero;

    /// <summary>What a label of a class of weight 1 keeps of it, 1 − ε.</summary>
    public T LabelShare => keep;

    /// <summary>What the label alone weighs, beyond what is spread over all classes.</summary>
    public T LabelWeight(int label) => label < 0 ? T.Zero : keep * Batch.ClassWeight(label);

    /// <summary>
    /// The target weight of a class that is spread over all: weight·((1 − ε)·t + ε/classes), with t = 0 for labels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V ClassTarget<V>(V target, V classWeight) where V : struct, ILanes<V, T>
        => V.MulAdd(V.Broadcast(keep), target, V.Broadcast(floor)) * classWeight;

    /// <summary>
    /// <see cref="ClassTarget{V}(V, V)"/> of the classes from <paramref name="c"/> on, of a row with these targets, if
    /// any.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V ClassTarget<V>(ReadOnlySpan<T> targets, int c) where V : struct, ILanes<V, T>
        => ClassTarget(targets.IsEmpty ? V.Of(0) : V.Load(targets, c),
                  Batch.Options.ClassWeights.IsEmpty ? V.Of(1) : V.Load(Batch.Options.ClassWeights, c));

    /// <summary>A logit as the softmax sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V CapLogit<V>(V logit) where V : struct, ILanes<V, T> => Softcap.Value(logit, V.Broadcast(Cap));

    /// <summary>The slope of <see cref="CapLogit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V CapSlope<V>(V logit) where V : struct, ILanes<V, T> => Softcap.Slope(logit, V.Broadcast(Cap));

    /// <summary>a·φ of one class; nothing where a = 0, even at p = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TermValue<V>(V weight, V logProbability) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        return V.WhereEqual(weight, zero, zero, weight * Loss.Value(logProbability));
    }

    /// <summary>a·φ' of one class; nothing where a = 0, even at p = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V TermSlope<V>(V weight, V logProbability) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        return V.WhereEqual(weight, zero, zero, weight * Loss.Slope(logProbability));
    }

    /// <summary>Whether the loss has a z-loss.</summary>
    public bool HasLseSquare => lseSquareScale != T.Zero;

    /// <summary>The z-loss ω·ζ·lse² of a row of weight ω: <see cref="LseWeights"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V LseSquare<V>(V lse, V weight) where V : struct, ILanes<V, T>
    {
        // Where it does not count, the square of a huge finite lse must not leave 0·∞ behind.
        V zero = V.Of(0), factor = V.Broadcast(lseSquareScale) * weight;
        return HasLseSquare ? V.WhereEqual(factor, zero, zero, factor * lse * lse) : zero;
    }

    /// <summary>What the z-loss adds to the factor of p in the gradient: 2ω·ζ·lse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V LseSquareSlope<V>(V lse, V weight) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0), factor = V.Broadcast(lseSquareScale + lseSquareScale) * weight;
        return HasLseSquare ? V.WhereEqual(factor, zero, zero, factor * lse) : zero;
    }

    /// <summary>m + log S; −∞ of a row of −∞ only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogSumExp<V>(V max, V logSum) where V : struct, ILanes<V, T>
        => V.WhereEqual(max, V.Of(double.NegativeInfinity), max, max + logSum);

    /// <summary>Leaves a row out: value 0, gradient 0, no log-sum-exp.</summary>
    [MethodImpl(Compiled.Early)]
    public void Skip(int row)
    {
        if (!Values.IsEmpty)
            Values[row] = T.Zero;
        if (!Gradient.IsEmpty)
            Batch.Places.Fill(Gradient, row, T.Zero);
        if (!Batch.Options.LogSumExp.IsEmpty)
            Batch.Options.LogSumExp[row] = T.NaN;
    }

    /// <summary>Whether anything of a row is kept beside its gradient.</summary>
    public bool Keeps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !(Values.IsEmpty && Batch.Options.LogSumExp.IsEmpty);
    }

    /// <summary>Keeps what was found for some rows, as far as it was asked for.</summary>
    public void Keep(ReadOnlySpan<int> rows, ReadOnlySpan<T> values, ReadOnlySpan<T> logSumExps)
    {
        if (!Values.IsEmpty)
            for (int i = 0; i < rows.Length; i++)
                Values[rows[i]] = values[i];
        if (!Batch.Options.LogSumExp.IsEmpty)
            for (int i = 0; i < rows.Length; i++)
                Batch.Options.LogSumExp[rows[i]] = logSumExps[i];
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>A loss of distances from a centre over a batch, as its traversals share it.</summary>
internal readonly ref struct CentredWork<TLoss, T> : IKernel<T, double>, IValuedWork<CentredWork<TLoss, T>, T>,
    IPlainWork<T>
    where TLoss : struct, ICentredLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly TLoss Loss;
    public readonly ClassBatch<T> Batch;

    /// <summary>Receives the loss of every row, or empty.</summary>
    public readonly Span<T> Values;

    /// <summary>Receives the gradient times <see cref="Scale"/>, or empty; may be the numbers.</summary>
    public readonly Span<T> Gradient;

    public readonly T Scale;
    /// <summary>What the values of the rows are added to.</summary>
    public readonly double Total;
    private readonly bool smooths;
    private readonly T keep;
    private readonly T floor;

    public CentredWork(
        TLoss loss, scoped in ClassBatch<T> batch, Span<T> values, Span<T> gradient, T scale, double total = 0)
    {
        Loss = loss;
        Batch = batch;
        Values = values;
        Gradient = gradient;
        Scale = scale;
        Total = total;
        double smoothing = batch.Options.LabelSmoothing;
        smooths = smoothing != 0;
        keep = T.CreateTruncating(1 - smoothing);
        floor = T.CreateTruncating(smoothing / batch.Classes);
    }

    int IRowWork<CentredWork<TLoss, T>>.Rows => Batch.Rows;

    int IRowWork<CentredWork<TLoss, T>>.Classes => Batch.Classes;

    CentredWork<TLoss, T> IRowWork<CentredWork<TLoss, T>>.Piece(int start, int rows) => new(
        Loss, Batch.Piece(start, rows), Part(start, rows), Batch.Places.Part(Gradient, start, rows), Scale);

    CentredWork<TLoss, T> IValuedWork<CentredWork<TLoss, T>, T>.Into(Span<T> values)
        => new(Loss, Batch, values, Gradient, Scale);

    double IRowWork<CentredWork<TLoss, T>>.Run() => Run(0);

    /// <summary>
    /// Does all rows; gives a total with their losses. Long rows whose classes lie apart are copied first, a few at a
    /// time.
    /// </summary>
    public double Run(double total)
        => Batch.Places.AreWhole || Batch.Classes <= InterleavedRows.MaxClasses<T>() || LooksAtLabels
            ? Widest.Run<CentredWork<TLoss, T>, T, double>(new(Loss, Batch, Values, Gradient, Scale, total))
            : new StagedRows<CentredWork<TLoss, T>, T, T, T>(
                this, Batch.Places, Batch.Logits, Batch.Targets, Gradient).Run(total);

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => new CentredWork<TLoss, T>(
            Loss, Batch.Plain(start, rows, first, second), Part(start, rows), result, Scale).Run(total);

    private Span<T> Part(int start, int rows) => Values.IsEmpty ? default : Values.Slice(start, rows);

    private bool LooksAtLabels => TLoss.Centre == RowCentre.None && TLoss.Fold == RowFold.Sum && Batch.Targets.IsEmpty
        && !smooths;

    /// <summary>
    /// Does all rows: the traversal depends on what is asked and the number of classes, never on the machine.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
        => LooksAtLabels ? new LabelKernel<TLoss, T>(this).Run<V>()
            : Batch.Classes <= InterleavedRows.MaxClasses<T>()
            ? new CentredInterleaved<TLoss, T>(this).Run<V>() : new CentredSequential<TLoss, T>(this).Run<V>();

    /// <summary>Whether targets are weighed class by class.</summary>
    public bool WeighsTargets => TLoss.Centre == RowCentre.None && !Batch.Options.ClassWeights.IsEmpty;

    /// <summary>Whether the rows lie one after another and all count equally.</summary>
    public bool IsPlain
        => Batch.Places.ArePlain && Batch.All && !Batch.Options.Batch.Multiplies && Batch.Options.ClassWeights.IsEmpty;

    /// <summary>The numbers of the labels of consecutive rows, all of which count.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void ReadLabelled(int start, Span<T> numbers)
    {
        ReadOnlySpan<int> labels = Batch.Labels.Slice(start, numbers.Length);
        int classes = Batch.Classes;
        ReadOnlySpan<T> from = Batch.Logits.Slice(start * classes, numbers.Length * classes);
        for (int i = 0, at = 0; i < labels.Length; i++, at += classes)
            numbers[i] = from[at + labels[i]];
    }

    /// <summary>What value and slopes of a row are multiplied by.</summary>
    [MethodImpl(Inline)]
    public T Weight(int row)
    {
        T weight = Batch.SampleWeight(row);
        if (TLoss.Centre != RowCentre.None && !Batch.Options.ClassWeights.IsEmpty)
            weight *= T.CreateTruncating(Batch.TargetWeight(row));
        if (TLoss.Fold == RowFold.MeanOverClasses)
            weight /= T.CreateTruncating(Batch.Classes);
        return weight;
    }

    /// <summary>The target with label smoothing.</summary>
    [MethodImpl(Inline)]
    public V Smoothed<V>(V target) where V : struct, ILanes<V, T>
        => smooths ? V.MulAdd(V.Broadcast(keep), target, V.Broadcast(floor)) : target;

    /// <summary>The numbers less the centre, in two parts that are subtracted one after the other.</summary>
    [MethodImpl(Inline)]
    public static V Distance<V>(V number, V shift, V centre) where V : struct, ILanes<V, T>
        => TLoss.Centre == RowCentre.None ? number
         : TLoss.Centre == RowCentre.Label ? number - shift : number - shift - centre;

    /// <summary>The values of numbers at these places of their rows; 0 where the loss does not look.</summary>
    [MethodImpl(Inline)]
    public V Value<V>(V distance, V target, V place, V label) where V : struct, ILanes<V, T>
        => Counted(Loss.Value(distance, target), target, place, label);

    /// <summary>
    /// The slopes times the factor; of <see cref="RowFold.Largest"/>, where the value is the largest.
    /// </summary>
    [MethodImpl(Inline)]
    public V Slope<V>(V distance, V target, V place, V label, V largest, V factor) where V : struct, ILanes<V, T>
    {
        V slope = Loss.Slope(distance, target);
        if (TLoss.Centre == RowCentre.None)
            slope = V.WhereEqual(target, V.Of(0), V.Of(0), slope);
        slope *= factor;
        if (TLoss.Fold == RowFold.Largest)
            // No value equals a NaN; the row has no slope to divide among them.
            slope = V.WhereNumber(
                largest, V.WhereEqual(Loss.Value(distance, target), largest, slope, V.Of(0)), largest);
        return TLoss.Centre == RowCentre.Label ? V.WhereEqual(place, label, V.Of(0), slope) : slope;
    }

    /// <summary>Keeps the largest so far, and how often it occurred; a NaN once there was one.</summary>
    [MethodImpl(Inline)]
    public static void Larger<V>(V value, ref V largest, ref V ties) where V : struct, ILanes<V, T>
    {
        V one = V.Of(1), more = V.WhereEqual(value, largest, ties + one, ties), found = V.Max(value, largest);
        ties = V.WhereEqual(found, largest, more, one);
        largest = found;
    }

    // Without a centre, a target of 0 leaves a number out, even log 0.
    [MethodImpl(Inline)]
    private static V Counted<V>(V result, V target, V place, V label) where V : struct, ILanes<V, T>
        => TLoss.Centre == RowCentre.None ? V.WhereEqual(target, V.Of(0), V.Of(0), result)
         : TLoss.Centre == RowCentre.Label ? V.WhereEqual(place, label, V.Of(0), result) : result;
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The loss of every row: its sums, its value from them, and the gradient of its elements.</summary>
internal readonly ref struct RowKernel<TLoss, T>(TLoss loss, RowInputs<T> inputs) : IKernel<T, double>
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly RowInputs<T> inputs = inputs;
    private readonly int columns = inputs.Columns;
    private readonly BatchOptions<T> options;
    private readonly LossGradients<T> gradients;

    /// <summary>Weights and mask of the rows.</summary>
    public BatchOptions<T> Options { init => options = value; }

    /// <summary>Receives the weighted value of every row, or empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receive the weighted slopes times <see cref="Scale"/>, where there is room.</summary>
    public LossGradients<T> Gradients { init => gradients = value; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    private bool SharesThird => inputs.Third.Length != inputs.First.Length;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        int lanes = Logical.Lanes<T>();
        Span<T> sums = stackalloc T[3 * lanes];
        double total = 0;
        for (int row = 0; row < inputs.First.Length / columns; row++)
        {
            if (!options.Counts(row))
            {
                Skip(row);
                continue;
            }
            OrderedSum<T> first = new(sums[..lanes]), second = new(sums.Slice(lanes, lanes));
            OrderedSum<T> third = new(sums[(2 * lanes)..]);
            Sum<V>(row, ref first, ref second, ref third);
            Triple<Lane1<double>> of = new(new(first.Total), new(second.Total), new(third.Total));
            Lane1<double> length = new(columns);
            Lane1<double> label = new(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row]));
            double weight = options.Weight(row);
            double value = loss.Value(of, length, label).Number * weight;
            total += value;
            if (!Values.IsEmpty)
                Values[row] = T.CreateTruncating(value);
            if (!gradients.IsEmpty)
                Backward<V>(row, loss.Slopes(of, length, label), Scale * weight);
        }
        return total;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Sum<V>(int row, ref OrderedSum<T> first, ref OrderedSum<T> second, ref OrderedSum<T> third)
        where V : struct, ILanes<V, T>
    {
        for (int start = 0; start < columns; start += OrderedSum<T>.Block)
        {
            int end = Math.Min(start + OrderedSum<T>.Block, columns), at = start;
            for (; at <= end - V.Count; at += V.Count)
                Add<V>(row, at, ref first, ref second, ref third);
            for (; at < end; at++)
                Add<Lane1<T>>(row, at, ref first, ref second, ref third);
            first.Fold();
            second.Fold();
            third.Fold();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add<V>(int row, int at, ref OrderedSum<T> first, ref OrderedSum<T> second, ref OrderedSum<T> third)
        where V : struct, ILanes<V, T>
    {
        (V a, V b, V c) = Load<V>(row, at);
        Triple<V> terms = loss.Terms(a, b, c);
        first.Add(terms.First, at);
        second.Add(terms.Second, at);
        third.Add(terms.Third, at);
    }

    /// <summary>The gradient of a row's elements, from the slopes of its value with respect to its sums.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(int row, Triple<Lane1<double>> slopes, double factor) where V : struct, ILanes<V, T>
    {
        T first = T.CreateTruncating(slopes.First.Number * factor),
            second = T.CreateTruncating(slopes.Second.Number * factor);
        T third = T.CreateTruncating(slopes.Third.Number * factor);
        int at = 0;
        Triple<V> wide = new(V.Broadcast(first), V.Broadcast(second), V.Broadcast(third));
        for (; at <= columns - V.Count; at += V.Count)
            Store(row, at, wide);
        Triple<Lane1<T>> narrow = new(new(first), new(second), new(third));
        for (; at < columns; at++)
            Store(row, at, narrow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<V>(int row, int at, Triple<V> slopes) where V : struct, ILanes<V, T>
    {
        (V a, V b, V c) = Load<V>(row, at);
        Triple<V> gradient = loss.TermSlopes(slopes, a, b, c);
        int place = row * columns + at;
        if (!gradients.First.IsEmpty)
            V.Store(gradient.First, gradients.First, place);
        if (!gradients.Second.IsEmpty)
            V.Store(gradient.Second, gradients.Second, place);
        if (!gradients.Third.IsEmpty)
            V.Store(gradient.Third, gradients.Third, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (V First, V Second, V Third) Load<V>(int row, int at) where V : struct, ILanes<V, T>
    {
        int place = row * columns + at;
        V third = inputs.Third.IsEmpty ? V.Of(1) : V.Load(inputs.Third, SharesThird ? at : place);
        return (V.Load(inputs.First, place), V.Load(inputs.Second, place), third);
    }

    private void Skip(int row)
    {
        if (!Values.IsEmpty)
            Values[row] = T.Zero;
        Clear(gradients.First, row);
        Clear(gradients.Second, row);
        Clear(gradients.Third, row);
    }

    private void Clear(Span<T> gradient, int row)
    {
        if (!gradient.IsEmpty)
            gradient.Slice(row * columns, columns).Clear();
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The loss of every row: its sums, its value from them, and the gradient of its elements.</summary>
/// <remarks>Its parts come one by one: a whole batch that is passed on is copied by the framework.</remarks>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly ref struct RowKernel<TLoss, T>(TLoss loss, RowInputs<T> inputs, BatchOptions<T> options,
    RowValues<T> values, LossGradients<T> gradients, double scale)
    : IKernel<T, double>
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TLoss loss = loss;
    private readonly RowInputs<T> inputs = inputs;
    private readonly int columns = inputs.Columns;
    private readonly BatchOptions<T> options = options;
    private readonly RowValues<T> values = values;
    private readonly LossGradients<T> gradients = gradients;
    private readonly double scale = scale;
    private readonly bool isFar = Far.Holds<T>(
        (long)inputs.First.Length + inputs.Second.Length + inputs.Third.Length
        + gradients.First.Length + gradients.Second.Length + gradients.Third.Length);

    /// <summary>Sizes within 2^±this are ordinary.</summary>
    private static int OrdinaryExponent => typeof(T) == typeof(float) ? 40 : 400;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        // Not on the stack, where registers of 64 bytes lie across two lines.
        Span<T> lanes = Scratch<T>.Borrow(3 * Logical.Lanes<T>());
        Span<byte> gap = stackalloc byte[StackLine.Gap()];
        double total = 0;
        for (int row = 0; row < inputs.First.Length / columns; row++)
        {
            double value = options.Counts(row) ? Row<V>(row, lanes) : Skip<V>(row);
            total += values.Put(row, value);
        }
        return total;
    }

    /// <summary>The weighted value of a row; its gradient is written.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Row<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        Triple<Lane1<double>> sums = columns <= V.Count ? OneRegister<V>(row) : Registers<V>(row, lanes);
        Lane1<double> label = new(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row]));
        double weight = options.Weight(row);
        if (!OrdinarySize.Within(loss.Sizes(sums), OrdinaryExponent))
            return new WideRow<TLoss, T>(loss, inputs, row, label.Number).ValueAndGradient(
                weight, scale * weight, gradients);
        Lane1<double> length = new(columns);
        if (!gradients.Third.IsEmpty)
            Backward<V, WithThird>(row, loss.Slopes(sums, length, label), scale * weight);
        else if (!gradients.IsEmpty)
            Backward<V, WithoutThird>(row, loss.Slopes(sums, length, label), scale * weight);
        return loss.Value(sums, length, label).Number * weight;
    }

    /// <summary>The sums of a row that one register holds.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private Triple<Lane1<double>> OneRegister<V>(int row) where V : struct, ILanes<V, T>
    {
        V mask = V.FirstLanes(columns);
        (V a, V b, V c) = inputs.Load<V, Masked>(row * columns, 0, mask);
        Triple<V> terms = loss.Terms(a, b, c);
        return new(new(RowLanes<T>.Sum(terms.First, mask)), new(RowLanes<T>.Sum(terms.Second, mask)),
            new(RowLanes<T>.Sum(terms.Third, mask)));
    }

    /// <summary>The sums of a longer row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private Triple<Lane1<double>> Registers<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>(), block = OrderedSum<T>.Block, from = row * columns;
        double first = 0, second = 0, third = 0;
        for (int start = 0; start < columns; start += block)
        {
            int end = Math.Min(start + block, columns), whole = end & -V.Count;
            Stores.Zero<V, T>(lanes);
            if (start < whole && isFar)
                Add<V, Far>(from, start, whole, ref Refs.Start(lanes));
            else if (start < whole)
                Add<V, Whole>(from, start, whole, ref Refs.Start(lanes));
            if (whole < end)
                Add<V, Masked>(from, whole, end, ref Refs.Start(lanes[(whole & (width - 1))..]));
            first += RowLanes<T>.Fold<V>(lanes[..width], end - start);
            second += RowLanes<T>.Fold<V>(lanes.Slice(width, width), end - start);
            third += RowLanes<T>.Fold<V>(lanes[(2 * width)..], end - start);
        }
        return new(new(first), new(second), new(third));
    }

    /// <summary>
    /// Adds a part of a row to the lanes that begin with that of its first element: lane by lane over all rounds, so
    /// that the sums stay in registers.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Add<V, TPart>(int from, int start, int end, ref T lanes)
        where V : struct, ILanes<V, T> where TPart : struct, IRowPart
    {
        RowKernel<TLoss, T> self = this;
        int width = Logical.Lanes<T>(), used = Math.Min(width, end - start);
        V mask = TPart.Mask<V, T>(end - start);
        for (int lane = 0; lane < used; lane += V.Count)
        {
            V first = V.Load(in lanes, lane), second = V.Load(in lanes, lane + width);
            V third = V.Load(in lanes, lane + 2 * width);
            for (int at = start + lane; at < end; at += width)
            {
                (V a, V b, V c) = self.inputs.Load<V, TPart>(from, at, mask);
                Triple<V> terms = self.loss.Terms(a, b, c);
                first += TPart.Keep<V, T>(mask, terms.First);
                second += TPart.Keep<V, T>(mask, terms.Second);
                third += TPart.Keep<V, T>(mask, terms.Third);
            }
            V.Store(first, ref lanes, lane);
            V.Store(second, ref lanes, lane + width);
            V.Store(third, ref lanes, lane + 2 * width);
        }
    }

    /// <summary>The gradient of a row's elements, from the slopes of its value with respect to its sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Backward<V, TThird>(int row, Triple<Lane1<double>> slopes, double factor)
        where V : struct, ILanes<V, T> where TThird : struct, IThird
    {
        int from = row * columns, whole = columns & -V.Count;
        Triple<T> rounded = new(T.CreateTruncating(slopes.First.Number * factor),
            T.CreateTruncating(slopes.Second.Number * factor), T.CreateTruncating(slopes.Third.Number * factor));
        if (whole > 0 && isFar)
            Backward<V, TThird, Far>(from, 0, whole, rounded);
        else if (whole > 0)
            Backward<V, TThird, Whole>(from, 0, whole, rounded);
        if (whole < columns)
            Backward<V, TThird, Masked>(from, whole, columns, rounded);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V, TThird, TPart>(int from, int at, int end, Triple<T> slopes)
        where V : struct, ILanes<V, T> where TThird : struct, IThird where TPart : struct, IRowPart
    {
        RowKernel<TLoss, T> self = this;
        Triple<V> wide = new(V.Broadcast(slopes.First), V.Broadcast(slopes.Second), V.Broadcast(slopes.Third));
        V mask = TPart.Mask<V, T>(end - at);
        for (; at < end; at += V.Count)
        {
            (V a, V b, V c) = self.inputs.Load<V, TPart>(from, at, mask);
            Triple<V> gradient = self.loss.TermSlopes(wide, a, b, c);
            TPart.Store(gradient.First, self.gradients.First, from + at, mask);
            TPart.Store(gradient.Second, self.gradients.Second, from + at, mask);
            if (TThird.IsWanted)
                TPart.Store(gradient.Third, self.gradients.Third, from + at, mask);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Skip<V>(int row) where V : struct, ILanes<V, T>
    {
        Zero<V>(gradients.First, row);
        Zero<V>(gradients.Second, row);
        Zero<V>(gradients.Third, row);
        return 0;
    }

    private void Zero<V>(Span<T> gradient, int row) where V : struct, ILanes<V, T>
    {
        if (!gradient.IsEmpty)
            Stores.Zero<V, T>(gradient.Slice(row * columns, columns));
    }
}

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

    /// <summary>Sizes within 2^±this are ordinary.</summary>
    private static int OrdinaryExponent => typeof(T) == typeof(float) ? 40 : 400;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, T>
    {
        // Not on the stack, where registers of 64 bytes lie across two lines.
        Span<T> lanes = Scratch<T>.Borrow(3 * Logical.Lanes<T>());
        double total = 0;
        for (int row = 0; row < inputs.First.Length / columns; row++)
        {
            double value = options.Counts(row) ? Row<V>(row, lanes) : Skip<V>(row);
            total += value;
            if (!Values.IsEmpty)
                Values[row] = T.CreateTruncating(value);
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
        if (!IsOrdinary(loss.Sizes(sums)))
            return new WideRow<TLoss, T>(loss, inputs, row, label.Number).ValueAndGradient(
                weight, Scale * weight, gradients);
        Lane1<double> length = new(columns);
        if (!gradients.Third.IsEmpty)
            Backward<V, WithThird>(row, loss.Slopes(sums, length, label), Scale * weight);
        else if (!gradients.IsEmpty)
            Backward<V, WithoutThird>(row, loss.Slopes(sums, length, label), Scale * weight);
        return loss.Value(sums, length, label).Number * weight;
    }

    private static bool IsOrdinary(Triple<Lane1<double>> sizes)
    {
        double largest = Math.ScaleB(1, OrdinaryExponent), least = 1 / largest;
        double a = sizes.First.Number, b = sizes.Second.Number, c = sizes.Third.Number;
        return a >= least && a <= largest && b >= least && b <= largest && c >= least && c <= largest;
    }

    /// <summary>The sums of a row that one register holds.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private Triple<Lane1<double>> OneRegister<V>(int row) where V : struct, ILanes<V, T>
    {
        V mask = V.FirstLanes(columns);
        (V a, V b, V c) = Load(row * columns, 0, mask);
        Triple<V> terms = loss.Terms(a, b, c);
        return new(Sum(terms.First, mask), Sum(terms.Second, mask), Sum(terms.Third, mask));
    }

    // 0 + x, as in the lanes of a longer row, so that a sum of −0 is 0 on every width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane1<double> Sum<V>(V terms, V mask) where V : struct, ILanes<V, T>
        => new(double.CreateTruncating(V.SumAcross(V.Of(0) + V.And(mask, terms))));

    /// <summary>The sums of a longer row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private Triple<Lane1<double>> Registers<V>(int row, Span<T> lanes) where V : struct, ILanes<V, T>
    {
        int width = Logical.Lanes<T>(), block = OrderedSum<T>.Block;
        double first = 0, second = 0, third = 0;
        for (int start = 0; start < columns; start += block)
        {
            int end = Math.Min(start + block, columns);
            Stores.Zero<V, T>(lanes);
            Add<V>(row, start, end, ref Refs.Start(lanes));
            first += RowLanes<T>.Fold<V>(lanes[..width], end - start);
            second += RowLanes<T>.Fold<V>(lanes.Slice(width, width), end - start);
            third += RowLanes<T>.Fold<V>(lanes[(2 * width)..], end - start);
        }
        return new(new(first), new(second), new(third));
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Add<V>(int row, int start, int end, ref T lanes) where V : struct, ILanes<V, T>
    {
        RowKernel<TLoss, T> self = this;
        int width = Logical.Lanes<T>(), from = row * columns;
        for (int at = start; at < end; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(end - at, V.Count));
            (V a, V b, V c) = self.Load(from, at, mask);
            Triple<V> terms = self.loss.Terms(a, b, c);
            int lane = at & (width - 1);
            V.Store(V.Load(in lanes, lane) + V.And(mask, terms.First), ref lanes, lane);
            V.Store(V.Load(in lanes, lane + width) + V.And(mask, terms.Second), ref lanes, lane + width);
            V.Store(V.Load(in lanes, lane + 2 * width) + V.And(mask, terms.Third), ref lanes, lane + 2 * width);
        }
    }

    /// <summary>The gradient of a row's elements, from the slopes of its value with respect to its sums.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V, TThird>(int row, Triple<Lane1<double>> slopes, double factor)
        where V : struct, ILanes<V, T> where TThird : struct, IThird
    {
        RowKernel<TLoss, T> self = this;
        int from = row * columns;
        Triple<V> wide = new(Rounded<V>(slopes.First.Number * factor), Rounded<V>(slopes.Second.Number * factor),
            Rounded<V>(slopes.Third.Number * factor));
        for (int at = 0; at < columns; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(columns - at, V.Count));
            (V a, V b, V c) = self.Load(from, at, mask);
            Triple<V> gradient = self.loss.TermSlopes(wide, a, b, c);
            Store(gradient.First, self.gradients.First, from + at, mask);
            Store(gradient.Second, self.gradients.Second, from + at, mask);
            if (TThird.IsWanted)
                Store(gradient.Third, self.gradients.Third, from + at, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rounded<V>(double slope) where V : struct, ILanes<V, T>
        => V.Broadcast(T.CreateTruncating(slope));

    /// <summary>A register of the inputs from a column on; 0 in the lanes beyond the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (V First, V Second, V Third) Load<V>(int from, int at, V mask) where V : struct, ILanes<V, T>
    {
        int place = from + at, third = inputs.Third.Length == inputs.First.Length ? place : at;
        return (V.Load(in Refs.Start(inputs.First), place, mask), V.Load(in Refs.Start(inputs.Second), place, mask),
            inputs.Third.IsEmpty ? V.Of(1) : V.Load(in Refs.Start(inputs.Third), third, mask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(V gradient, Span<T> to, int at, V mask) where V : struct, ILanes<V, T>
    {
        if (!to.IsEmpty)
            V.Store(gradient, ref Refs.Start(to), at, mask);
    }

    [MethodImpl(Compiled.AtOnce)]
    private double Skip<V>(int row) where V : struct, ILanes<V, T>
    {
        for (int at = 0; at < columns; at += V.Count)
        {
            V mask = V.FirstLanes(Math.Min(columns - at, V.Count)), zero = V.Of(0);
            Store(zero, gradients.First, row * columns + at, mask);
            Store(zero, gradients.Second, row * columns + at, mask);
            Store(zero, gradients.Third, row * columns + at, mask);
        }
        return 0;
    }

    /// <summary>Whether the slopes of the third input are wanted: if not, the compiler leaves them out.</summary>
    private interface IThird
    {
        static abstract bool IsWanted { get; }
    }

    private readonly struct WithThird : IThird
    {
        public static bool IsWanted => true;
    }

    private readonly struct WithoutThird : IThird
    {
        public static bool IsWanted => false;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// One sample of <see cref="RecurrentTransducer"/>. A node is a step and how many labels are said; a blank leads to the
/// next step, a label to the next number. Nodes are computed along antidiagonals, which need only the one before, so
/// that a register holds nodes that do not wait for one another: node (step, said) lies at said.
/// </summary>
/// <remarks>
/// On the way on a node keeps the parts that a blank and a label have in its sum. They are probabilities, so that the
/// way back, which multiplies shares of all alignments, needs no exponential and no logarithm.
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="batch">The checked sequences.</param>
/// <param name="sample">Which of them.</param>
/// <param name="labels">Its labels.</param>
/// <param name="nodes">Nodes of a step of the longest sample.</param>
/// <param name="room">At least <see cref="RoomLength"/> numbers.</param>
[method: MethodImpl(Compiled.Early)]
internal readonly ref struct TransducerKernel<T>(RecurrentTransducer loss, SequenceBatch<T> batch, int sample,
    ReadOnlySpan<int> labels, int nodes, Span<double> room) : IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A register beyond each end of an antidiagonal; six rows of numbers; a part of each of two ways to a node.
    private const int Pad = 8, Rows = 6, Ways = 2;

    private readonly SequenceBatch<T> batch = batch;
    private readonly ReadOnlySpan<int> labels = labels;
    private readonly Span<double> room = room;
    private readonly int steps = batch.Steps[sample], count = labels.Length, stretch = labels.Length + 1 + 2 * Pad,
        nodes = nodes, longest = batch.LogProbabilities.Length / batch.Samples / batch.Classes / nodes;

    /// <summary>Receives the gradient of all samples, or is empty.</summary>
    public Span<T> Gradient { get; init; }

    /// <summary>The factor of the gradient.</summary>
    public double Scale { get; init; }

    /// <summary>How much room the longest sample needs, with or without a gradient.</summary>
    public static int RoomLength(SequenceBatch<T> batch, bool slopes) => checked(Rows
        * (batch.LongestLabels + 1 + 2 * Pad) + (slopes ? Ways * Table(batch.LatticeSteps, batch.LongestLabels) : 0));

    /// <summary>The loss; the gradient is set. A sample that does not count has none of either.</summary>
    [MethodImpl(Compiled.Early)]
    public double Run(bool counts)
    {
        if (counts)
            return Widest.Run<TransducerKernel<T>, double, double>(this);
        Clear();
        return 0;
    }

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        double likelihood = steps > 0 ? Forward<V>() : count == 0 ? 0 : double.NegativeInfinity;
        Clear();
        if (double.IsNegativeInfinity(likelihood) && loss.ZeroInfinity)
            return 0;
        if (!Gradient.IsEmpty && steps > 0)
            Backward<V>(double.IsFinite(likelihood) ? 1 : double.NaN);
        return -likelihood;
    }

    // A number for each node, and room behind each antidiagonal.
    private static int Table(int steps, int labels) => checked(steps * (labels + 1) + Pad * (steps + labels));

    private Span<double> Row(int row) => room.Slice(row * stretch, stretch);

    private Span<double> Parts(int way)
    {
        int length = Table(steps, count);
        return room.Slice(Rows * stretch + way * length, length);
    }

    [MethodImpl(Compiled.Early)]
    private int At(int step, int said) => ((sample * longest + step) * nodes + said) * batch.Classes;

    /// <summary>Only here, because the log-probabilities may lie in the same memory.</summary>
    [MethodImpl(Compiled.Early)]
    private void Clear()
    {
        int length = longest * nodes * batch.Classes;
        if (!Gradient.IsEmpty)
            Stores.Zero<Lane1<T>, T>(Gradient.Slice(sample * length, length));
    }

    /// <summary>How many labels are said in the nodes of an antidiagonal.</summary>
    [MethodImpl(Compiled.Early)]
    private (int From, int To) Said(int diagonal) => (Math.Max(0, diagonal - steps + 1), Math.Min(count, diagonal));

    [MethodImpl(Compiled.AtOnce)]
    private double Forward<V>() where V : struct, ILanes<V, double>
    {
        // Alignments that come by a blank and by a label, and those of the next antidiagonal.
        Span<double> byBlank = Row(0), byLabel = Row(1), nextBlank = Row(2), nextLabel = Row(3);
        Span<double> ofBlank = Row(4), ofLabel = Row(5);
        Stores.Fill<V, double>(room[..(Rows * stretch)], double.NegativeInfinity);
        byBlank[Pad] = 0;
        for (int diagonal = 0, kept = 0; diagonal < steps + count; diagonal++)
        {
            (int from, int to) = Said(diagonal);
            Emit(diagonal, ofBlank, ofLabel);
            for (int said = from; said <= to; said += V.Count)
            {
                V node = RecurrentTransducer.Join(V.Load((ReadOnlySpan<double>)byBlank, Pad + said),
                    V.Load((ReadOnlySpan<double>)byLabel, Pad + said - 1), out V blank, out V label);
                V.Store(node + V.Load((ReadOnlySpan<double>)ofBlank, Pad + said), nextBlank, Pad + said);
                V.Store(node + V.Load((ReadOnlySpan<double>)ofLabel, Pad + said), nextLabel, Pad + said);
                if (Gradient.IsEmpty)
                    continue;
                V.Store(blank, Parts(0), kept + said - from);
                V.Store(label, Parts(1), kept + said - from);
            }
            nextBlank[Pad + from - 1] = nextBlank[Pad + to + 1] = double.NegativeInfinity;
            nextLabel[Pad + from - 1] = nextLabel[Pad + to + 1] = double.NegativeInfinity;
            kept += to - from + 1 + Pad;
            Span<double> freeBlank = byBlank, freeLabel = byLabel;
            byBlank = nextBlank;
            byLabel = nextLabel;
            nextBlank = freeBlank;
            nextLabel = freeLabel;
        }
        return byBlank[Pad + count];
    }

    /// <summary>The log-probabilities of a blank and of the next label in the nodes of an antidiagonal.</summary>
    [MethodImpl(Compiled.Early)]
    private void Emit(int diagonal, Span<double> ofBlank, Span<double> ofLabel)
    {
        (int from, int to) = Said(diagonal);
        for (int said = from; said <= to; said++)
        {
            int at = At(diagonal - said, said);
            ofBlank[Pad + said] = double.CreateTruncating(batch.LogProbabilities[at + loss.Blank]);
            ofLabel[Pad + said] = said < count ? double.CreateTruncating(batch.LogProbabilities[at + labels[said]])
                : double.NegativeInfinity;
        }
    }

    /// <summary>The shares of all alignments that go through each way, from the last blank on.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(double whole) where V : struct, ILanes<V, double>
    {
        Span<double> byBlank = Row(0), byLabel = Row(1);
        Stores.Zero<V, double>(room[..(2 * stretch)]);
        byBlank[Pad + count] = whole;
        for (int diagonal = steps + count - 1, kept = Table(steps, count); diagonal >= 0; diagonal--)
        {
            (int from, int to) = Said(diagonal);
            kept -= to - from + 1 + Pad;
            Write(diagonal, byBlank, byLabel);
            for (int said = from; said <= to; said += V.Count)
            {
                V share = V.Load((ReadOnlySpan<double>)byBlank, Pad + said)
                    + V.Load((ReadOnlySpan<double>)byLabel, Pad + said + 1);
                V.Store(share * V.Load((ReadOnlySpan<double>)Parts(0), kept + said - from), byBlank, Pad + said);
                V.Store(share * V.Load((ReadOnlySpan<double>)Parts(1), kept + said - from), byLabel, Pad + said);
            }
            byBlank[Pad + from - 1] = byBlank[Pad + to + 1] = 0;
            byLabel[Pad + from - 1] = byLabel[Pad + to + 1] = 0;
        }
    }

    /// <summary>The slopes of the blanks and labels of an antidiagonal.</summary>
    [MethodImpl(Compiled.Early)]
    private void Write(int diagonal, ReadOnlySpan<double> byBlank, ReadOnlySpan<double> byLabel)
    {
        (int from, int to) = Said(diagonal);
        for (int said = from; said <= to; said++)
        {
            int at = At(diagonal - said, said);
            Gradient[at + loss.Blank] = T.Zero - T.CreateTruncating(byBlank[Pad + said] * Scale);
            if (said < count)
                Gradient[at + labels[said]] = T.Zero - T.CreateTruncating(byLabel[Pad + said + 1] * Scale);
        }
    }
}

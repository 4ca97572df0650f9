using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of one sample of <see cref="RecurrentTransducer"/> with a direction: the passes of
/// <see cref="TransducerKernel{T}"/> along antidiagonals, with the tangents of nodes, of the parts of the two ways to
/// them, and of the shares on the way back.
/// </summary>
internal readonly ref struct TransducerProduct<T> : IKernel<double, bool>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A register beyond each end of an antidiagonal; six rows of numbers; a part of each of two ways to a node.
    private const int Pad = 8, Rows = 6, Ways = 2;

    private readonly RecurrentTransducer loss;
    private readonly SequenceBatch<T> batch;
    private readonly ReadOnlySpan<T> direction;
    private readonly Span<T> product;
    private readonly ReadOnlySpan<int> labels;
    private readonly Span<double> room;
    private readonly int sample, steps, count, stretch, nodes, longest;
    private readonly double scale;

    public TransducerProduct(RecurrentTransducer loss, in SequenceMoves<T> moves, int sample, ReadOnlySpan<int> labels,
        Span<double> room, double scale)
    {
        (this.loss, this.sample, this.scale) = (loss, sample, scale);
        batch = moves.Batch;
        direction = moves.Direction;
        product = moves.Product;
        this.labels = labels;
        this.room = room;
        (steps, count) = (batch.Steps[sample], labels.Length);
        stretch = count + 1 + 2 * Pad;
        nodes = batch.LongestLabels + 1;
        longest = batch.LogProbabilities.Length / batch.Samples / batch.Classes / nodes;
    }

    /// <summary>How much room the longest sample needs.</summary>
    public static int RoomLength(SequenceBatch<T> batch) => checked(2 * (Rows
        * (batch.LongestLabels + 1 + 2 * Pad) + Ways * Table(batch.LatticeSteps, batch.LongestLabels)));

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        double likelihood = steps > 0 ? Forward<V>() : double.NegativeInfinity;
        if (steps > 0 && !(double.IsNegativeInfinity(likelihood) && loss.ZeroInfinity))
            Backward<V>(double.IsFinite(likelihood) ? 1 : double.NaN);
        return true;
    }

    private static int Table(int steps, int labels) => checked(steps * (labels + 1) + Pad * (steps + labels));

    private DualRoom Row(int row) => new(room.Slice(2 * row * stretch, 2 * stretch));

    private DualRoom Parts(int way)
    {
        int length = 2 * Table(steps, count);
        return new(room.Slice(2 * Rows * stretch + way * length, length));
    }

    private int At(int step, int said) => ((sample * longest + step) * nodes + said) * batch.Classes;

    private (int From, int To) Said(int diagonal) => (Math.Max(0, diagonal - steps + 1), Math.Min(count, diagonal));

    [MethodImpl(Compiled.AtOnce)]
    private double Forward<V>() where V : struct, ILanes<V, double>
    {
        DualRoom byBlank = Row(0), byLabel = Row(1), nextBlank = Row(2), nextLabel = Row(3), partsOfBlank = Parts(0),
            partsOfLabel = Parts(1), ofBlank = Row(4), ofLabel = Row(5);
        Dual<Lane1<double>> never = Dual<Lane1<double>>.Of(double.NegativeInfinity);
        for (int row = 0; row < Rows; row++)
            Row(row).Fill(double.NegativeInfinity);
        byBlank[Pad] = Dual<Lane1<double>>.Of(0);
        for (int diagonal = 0, kept = 0; diagonal < steps + count; diagonal++)
        {
            (int from, int to) = Said(diagonal);
            Emit(diagonal, ofBlank, ofLabel);
            for (int said = from; said <= to; said += V.Count)
            {
                Dual<V> node = Join(byBlank.Load<V>(Pad + said), byLabel.Load<V>(Pad + said - 1), out Dual<V> blank,
                    out Dual<V> label);
                nextBlank.Store(node + ofBlank.Load<V>(Pad + said), Pad + said);
                nextLabel.Store(node + ofLabel.Load<V>(Pad + said), Pad + said);
                partsOfBlank.Store(blank, kept + said - from);
                partsOfLabel.Store(label, kept + said - from);
            }
            nextBlank[Pad + from - 1] = nextBlank[Pad + to + 1] = never;
            nextLabel[Pad + from - 1] = nextLabel[Pad + to + 1] = never;
            kept += to - from + 1 + Pad;
            DualRoom freeBlank = byBlank, freeLabel = byLabel;
            byBlank = nextBlank;
            byLabel = nextLabel;
            nextBlank = freeBlank;
            nextLabel = freeLabel;
        }
        return byBlank[Pad + count].Value.Number;
    }

    /// <summary>log(eᵃ + eᵇ) and the parts of both, which move as each moves beside the sum.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static Dual<V> Join<V>(Dual<V> a, Dual<V> b, out Dual<V> ofA, out Dual<V> ofB)
        where V : struct, ILanes<V, double>
    {
        V sum = RecurrentTransducer.Join(a.Value, b.Value, out V partA, out V partB),
            moved = V.MulAdd(partA, a.Slope, partB * b.Slope), across = partA * partB * (a.Slope - b.Slope);
        (ofA, ofB) = (new(partA, across), new(partB, -across));
        return new(sum, moved);
    }

    /// <summary>The log-probabilities of a blank and of the next label in the nodes of an antidiagonal.</summary>
    private void Emit(int diagonal, DualRoom ofBlank, DualRoom ofLabel)
    {
        (int from, int to) = Said(diagonal);
        DualSpan<T> logs = new(batch.LogProbabilities, direction);
        for (int said = from; said <= to; said++)
        {
            int at = At(diagonal - said, said);
            ofBlank[Pad + said] = logs[at + loss.Blank];
            ofLabel[Pad + said] = said < count ? logs[at + labels[said]]
                : Dual<Lane1<double>>.Of(double.NegativeInfinity);
        }
    }

    /// <summary>The shares of all alignments that go through each way, from the last blank on.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(double whole) where V : struct, ILanes<V, double>
    {
        DualRoom byBlank = Row(0), byLabel = Row(1), partsOfBlank = Parts(0), partsOfLabel = Parts(1);
        byBlank.Fill(0);
        byLabel.Fill(0);
        Dual<Lane1<double>> none = Dual<Lane1<double>>.Of(0);
        byBlank[Pad + count] = Dual<Lane1<double>>.Of(whole);
        for (int diagonal = steps + count - 1, kept = Table(steps, count); diagonal >= 0; diagonal--)
        {
            (int from, int to) = Said(diagonal);
            kept -= to - from + 1 + Pad;
            Write(diagonal, byBlank, byLabel);
            for (int said = from; said <= to; said += V.Count)
            {
                Dual<V> share = byBlank.Load<V>(Pad + said) + byLabel.Load<V>(Pad + said + 1);
                byBlank.Store(share * partsOfBlank.Load<V>(kept + said - from), Pad + said);
                byLabel.Store(share * partsOfLabel.Load<V>(kept + said - from), Pad + said);
            }
            byBlank[Pad + from - 1] = byBlank[Pad + to + 1] = none;
            byLabel[Pad + from - 1] = byLabel[Pad + to + 1] = none;
        }
    }

    /// <summary>How the slopes of the blanks and labels of an antidiagonal move.</summary>
    private void Write(int diagonal, DualRoom byBlank, DualRoom byLabel)
    {
        (int from, int to) = Said(diagonal);
        for (int said = from; said <= to; said++)
        {
            int at = At(diagonal - said, said);
            product[at + loss.Blank] -= T.CreateTruncating(byBlank[Pad + said].Slope.Number * scale);
            if (said < count)
                product[at + labels[said]] -= T.CreateTruncating(byLabel[Pad + said + 1].Slope.Number * scale);
        }
    }
}

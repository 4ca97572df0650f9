using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of one sample of <see cref="ConnectionistTemporalClassification"/> with a direction: the
/// passes of <see cref="CtcKernel{T}"/>, with the tangent of each logarithm. A sum of alignments moves as its parts do,
/// each by its share.
/// </summary>
internal readonly ref struct CtcProduct<T> : IKernel<double, bool> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows of states are padded by two of probability 0 on both sides, so that no step needs a bound.
    private const int Pad = 2;

    private readonly ConnectionistTemporalClassification loss;
    private readonly SequenceBatch<T> batch;
    private readonly ReadOnlySpan<T> direction;
    private readonly int sample, steps, states, width;
    private readonly Span<T> product;
    private readonly double scale;
    private readonly ReadOnlySpan<int> labels;
    private readonly DualRoom emitted, after, here, forwards;
    private readonly Span<double> skips;

    public CtcProduct(ConnectionistTemporalClassification loss, in SequenceMoves<T> moves, int sample,
        ReadOnlySpan<int> labels, Span<double> scratch, double scale)
    {
        (this.loss, this.sample, this.scale) = (loss, sample, scale);
        batch = moves.Batch;
        direction = moves.Direction;
        product = moves.Product;
        this.labels = labels;
        steps = batch.Steps[sample];
        states = 2 * labels.Length + 1;
        width = states + 2 * Pad;
        emitted = new(scratch[..(2 * width)]);
        after = new(scratch.Slice(2 * width, 2 * width));
        here = new(scratch.Slice(4 * width, 2 * width));
        skips = scratch.Slice(6 * width, width);
        forwards = new(scratch.Slice(7 * width, 2 * Math.Max(1, steps) * width));
    }

    /// <summary>How much scratch the longest sample needs.</summary>
    public static int ScratchLength(SequenceBatch<T> batch)
        => checked((2 * batch.LongestLabels + 1 + 2 * Pad) * (7 + 2 * Math.Max(1, batch.LongestSteps)));

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        Stores.Fill<V, double>(skips, double.NegativeInfinity);
        for (int state = 3; state < states; state += 2)
            if (labels[state / 2] != labels[state / 2 - 1])
                skips[Pad + state] = 0;
        forwards.Fill(double.NegativeInfinity);
        if (steps == 0)
            return true;
        Emit(0);
        for (int state = 0; state < Math.Min(2, states); state++)
            forwards[Pad + state] = emitted[Pad + state];
        for (int step = 1; step < steps; step++)
        {
            Emit(step);
            DualRoom from = forwards.Slice((step - 1) * width, width), to = forwards.Slice(step * width, width);
            int at = Pad;
            for (; at <= Pad + states - V.Count; at += V.Count)
                Forward<V>(from, to, at);
            for (; at < Pad + states; at++)
                Forward<Lane1<double>>(from, to, at);
        }
        DualRoom last = forwards.Slice((steps - 1) * width, width);
        Dual<Lane1<double>> likelihood = Join(last[Pad + states - 1], last[Pad + states - 2],
            Dual<Lane1<double>>.Of(double.NegativeInfinity));
        // An impossible sample has the slopes 0, or none.
        if (double.IsNegativeInfinity(likelihood.Value.Number) && loss.ZeroInfinity)
            return true;
        Backward<V>(likelihood);
        return true;
    }

    private int ClassOf(int state) => state % 2 == 0 ? loss.Blank : labels[state / 2];

    private void Emit(int step)
    {
        DualSpan<T> logs = new(batch.LogsAt(step, sample), batch.PartAt(direction, step, sample));
        emitted.Fill(double.NegativeInfinity);
        for (int state = 0; state < states; state++)
            emitted[Pad + state] = logs[ClassOf(state)];
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Forward<V>(DualRoom from, DualRoom to, int at) where V : struct, ILanes<V, double>
        => to.Store(Join(from.Load<V>(at), from.Load<V>(at - 1), Skip(from.Load<V>(at - 2), at))
            + emitted.Load<V>(at), at);

    [MethodImpl(Compiled.AtOnce)]
    private void Back<V>(int at) where V : struct, ILanes<V, double>
        => here.Store(Join(after.Load<V>(at), after.Load<V>(at + 1), Skip(after.Load<V>(at + 2), at + 2)), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Dual<V> Skip<V>(Dual<V> state, int at) where V : struct, ILanes<V, double>
        => new(state.Value + V.Load((ReadOnlySpan<double>)skips, at), state.Slope);

    private void Backward<V>(Dual<Lane1<double>> likelihood) where V : struct, ILanes<V, double>
    {
        after.Fill(double.NegativeInfinity);
        here.Fill(double.NegativeInfinity);
        for (int step = steps - 1; step >= 0; step--)
        {
            if (step == steps - 1)
                for (int state = Math.Max(0, states - 2); state < states; state++)
                    here[Pad + state] = Dual<Lane1<double>>.Of(0);
            else
            {
                int at = Pad;
                for (; at <= Pad + states - V.Count; at += V.Count)
                    Back<V>(at);
                for (; at < Pad + states; at++)
                    Back<Lane1<double>>(at);
            }
            Emit(step);
            AddOccupancies<V>(step, likelihood);
            for (int at = Pad; at < Pad + states; at++)
                after[at] = here[at] + emitted[at];
        }
    }

    /// <summary>A slope is less each state's share of all alignments, which moves.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void AddOccupancies<V>(int step, Dual<Lane1<double>> likelihood) where V : struct, ILanes<V, double>
    {
        DualRoom before = forwards.Slice(step * width, width);
        Dual<V> all = new(V.Broadcast(likelihood.Value.Number), V.Broadcast(likelihood.Slope.Number));
        Dual<Lane1<double>> one = likelihood;
        int at = Pad;
        for (; at <= Pad + states - V.Count; at += V.Count)
            before.Store(Dual<V>.Exp(before.Load<V>(at) + here.Load<V>(at) - all), at);
        for (; at < Pad + states; at++)
            before[at] = Dual<Lane1<double>>.Exp(before[at] + here[at] - one);
        Span<T> to = batch.SlopesAt(product, step, sample);
        for (int state = 0; state < states; state++)
            to[ClassOf(state)] -= T.CreateTruncating(before[Pad + state].Slope.Number * scale);
    }

    /// <summary>log(eᵃ + eᵇ + eᶜ).</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static Dual<V> Join<V>(Dual<V> a, Dual<V> b, Dual<V> c) where V : struct, ILanes<V, double>
    {
        V zero = V.Of(0), top = V.Max(V.Max(a.Value, b.Value), c.Value),
            shift = V.WhereEqual(top, V.Of(double.NegativeInfinity), zero, top);
        V ofA = V.Exp(a.Value - shift), ofB = V.Exp(b.Value - shift), ofC = V.Exp(c.Value - shift);
        V sum = ofA + ofB + ofC, moved = V.MulAdd(ofA, a.Slope, V.MulAdd(ofB, b.Slope, ofC * c.Slope));
        return new(shift + V.Log(sum), V.WhereEqual(sum, zero, zero, moved / sum));
    }
}

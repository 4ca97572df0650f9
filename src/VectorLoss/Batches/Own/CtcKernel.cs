using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// One sample of <see cref="ConnectionistTemporalClassification"/>. Its states are the labels with a blank before,
/// between and after them; a step stays, goes on by one state, or skips the blank between two labels that differ.
/// </summary>
internal readonly ref struct CtcKernel<T> : IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows of states are padded by two of probability 0 on both sides, so that no step needs a bound.
    private const int Pad = 2;

    private readonly ConnectionistTemporalClassification loss;
    private readonly SequenceBatch<T> batch;
    private readonly int sample;
    private readonly int steps;
    private readonly int states;
    private readonly Span<T> gradient;
    private readonly double scale;
    private readonly ReadOnlySpan<int> labels;
    private readonly Span<double> forwards;
    private readonly Span<double> emitted;
    private readonly Span<double> skips;
    private readonly Span<double> later;
    private readonly Span<double> now;

    public CtcKernel(ConnectionistTemporalClassification loss, SequenceBatch<T> batch, int sample,
        ReadOnlySpan<int> labels, Span<double> scratch, Span<T> gradient, double scale)
    {
        (this.loss, this.sample, this.scale) = (loss, sample, scale);
        this.batch = batch;
        this.labels = labels;
        this.gradient = gradient;
        steps = batch.Steps[sample];
        states = 2 * batch.LabelCounts[sample] + 1;
        int width = states + 2 * Pad;
        emitted = scratch[..width];
        skips = scratch.Slice(width, width);
        later = scratch.Slice(2 * width, width);
        now = scratch.Slice(3 * width, width);
        forwards = scratch.Slice(4 * width, Math.Max(1, steps) * width);
    }

    /// <summary>How much scratch the longest sample needs.</summary>
    public static int ScratchLength(SequenceBatch<T> batch)
        => checked((2 * batch.LongestLabels + 1 + 2 * Pad) * (4 + Math.Max(1, batch.LongestSteps)));

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        PrepareSkips<V>();
        Stores.Fill<V, double>(forwards, double.NegativeInfinity);
        double likelihood = ForwardPass<V>();
        bool impossible = double.IsNegativeInfinity(likelihood);
        if (impossible && loss.ZeroInfinity)
            return Skip();
        if (!gradient.IsEmpty)
            BackwardPass<V>(likelihood);
        return -likelihood;
    }

    /// <summary>A gradient of 0 and a loss of 0.</summary>
    public double Skip()
    {
        if (!gradient.IsEmpty)
            for (int step = 0; step < batch.LongestSteps; step++)
                Stores.Zero<Lane1<T>, T>(batch.SlopesAt(gradient, step, sample));
        return 0;
    }

    private Span<double> ForwardsAt(int step) => forwards.Slice(step * emitted.Length, emitted.Length);

    private int ClassOf(int state) => state % 2 == 0 ? loss.Blank : labels[state / 2];

    // 0 where a step may skip into the state, −∞ where not.
    private void PrepareSkips<V>() where V : struct, ILanes<V, double>
    {
        Stores.Fill<V, double>(skips, double.NegativeInfinity);
        for (int state = 3; state < states; state += 2)
            if (ClassOf(state) != ClassOf(state - 2))
                skips[Pad + state] = 0;
    }

    private void Emit<V>(int step) where V : struct, ILanes<V, double>
    {
        ReadOnlySpan<T> logs = batch.LogsAt(step, sample);
        Stores.Fill<V, double>(emitted, double.NegativeInfinity);
        for (int state = 0; state < states; state++)
            emitted[Pad + state] = double.CreateTruncating(logs[ClassOf(state)]);
    }

    [MethodImpl(Compiled.AtOnce)]
    private double ForwardPass<V>() where V : struct, ILanes<V, double>
    {
        // Before the first step all alignments stand at the first blank; that step may stay there or go on by one.
        if (steps == 0)
            return states == 1 ? 0 : double.NegativeInfinity;
        Emit<V>(0);
        for (int state = 0; state < Math.Min(2, states); state++)
            ForwardsAt(0)[Pad + state] = emitted[Pad + state];
        for (int step = 1; step < steps; step++)
        {
            Emit<V>(step);
            Span<double> from = ForwardsAt(step - 1), to = ForwardsAt(step);
            int at = Pad;
            for (; at <= Pad + states - V.Count; at += V.Count)
                Forward<V>(from, to, at);
            for (; at < Pad + states; at++)
                Forward<Lane1<double>>(from, to, at);
        }
        ReadOnlySpan<double> last = ForwardsAt(steps - 1);
        return Join(last[Pad + states - 1], last[Pad + states - 2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forward<V>(ReadOnlySpan<double> from, Span<double> to, int at) where V : struct, ILanes<V, double>
    {
        V skip = V.Load(from, at - 2) + V.Load(skips, at);
        V joined = ConnectionistTemporalClassification.Join(V.Load(from, at), V.Load(from, at - 1), skip);
        V.Store(joined + V.Load(emitted, at), to, at);
    }

    private void BackwardPass<V>(double likelihood) where V : struct, ILanes<V, double>
    {
        Span<double> after = later, here = now;
        Stores.Fill<V, double>(after, double.NegativeInfinity);
        Stores.Fill<V, double>(here, double.NegativeInfinity);
        for (int step = batch.LongestSteps - 1; step >= 0; step--)
        {
            Span<T> slopes = batch.SlopesAt(gradient, step, sample);
            if (step >= steps)
            {
                Stores.Zero<Lane1<T>, T>(slopes);
                continue;
            }
            // In place, the log-probabilities of this step are gone once its slopes are written; both are read before.
            if (step == steps - 1)
                for (int state = Math.Max(0, states - 2); state < states; state++)
                    here[Pad + state] = 0;
            else
                Backward<V>(after, here);
            Emit<V>(step);
            Stores.Zero<Lane1<T>, T>(slopes);
            SubtractOccupancy<V>(ForwardsAt(step), here, likelihood, slopes);
            for (int at = Pad; at < Pad + states; at++)
                after[at] = here[at] + emitted[at];
        }
    }

    /// <summary>The states' later probabilities, from those after the next step with what that step emits.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward<V>(ReadOnlySpan<double> after, Span<double> here) where V : struct, ILanes<V, double>
    {
        int at = Pad;
        for (; at <= Pad + states - V.Count; at += V.Count)
            Backward<V>(after, here, at);
        for (; at < Pad + states; at++)
            Backward<Lane1<double>>(after, here, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Backward<V>(ReadOnlySpan<double> after, Span<double> here, int at) where V : struct, ILanes<V, double>
    {
        V skip = V.Load(after, at + 2) + V.Load(skips, at + 2);
        V.Store(ConnectionistTemporalClassification.Join(V.Load(after, at), V.Load(after, at + 1), skip), here, at);
    }

    /// <summary>
    /// Subtracts each state's occupancy, its share of all alignments, from the slope of its class. The row of states
    /// before is used up.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private void SubtractOccupancy<V>(Span<double> before, ReadOnlySpan<double> here, double likelihood, Span<T> slopes)
        where V : struct, ILanes<V, double>
    {
        int at = Pad;
        for (; at <= Pad + states - V.Count; at += V.Count)
            V.Store(V.Exp(V.Load(before, at) + V.Load(here, at) - V.Of(likelihood)), before, at);
        for (; at < Pad + states; at++)
            before[at] = Lane1<double>.Exp(new(before[at] + here[at] - likelihood)).Number;
        for (int state = 0; state < states; state++)
            slopes[ClassOf(state)] -= T.CreateTruncating(before[Pad + state] * scale);
    }

    private static double Join(double a, double b)
        => ConnectionistTemporalClassification.Join<Lane1<double>>(new(a), new(b), new(double.NegativeInfinity)).Number;
}

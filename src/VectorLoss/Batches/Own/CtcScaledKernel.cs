using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// One sample of <see cref="ConnectionistTemporalClassification"/> in probabilities that are scaled by powers of two
/// (L. R. Rabiner 1989, doi:10.1109/5.18626): one exponential a class and step. It gives NaN, and writes nothing, where
/// that would lose digits; <see cref="CtcKernel{T}"/> then works in logarithms.
/// </summary>
/// <remarks>
/// Emissions are relative to the largest of their step, states are kept between 2⁻²⁵⁶ and 2²⁵⁶, and one that is below
/// 2⁻¹⁰⁰⁰ nevertheless becomes 0. What all alignments through it could add is at most that, times the product of the
/// sums of the emissions of all later steps; on the way back, times the largest state of the step before. Where this is
/// not below 2⁻⁴⁵⁰ of the likelihood, the kernel gives up. It also gives up a likelihood so near to 1 that its
/// logarithm would keep few digits.
/// </remarks>
internal readonly ref struct CtcScaledKernel<T>(SequenceBatch<T> batch, int sample, Span<double> scratch,
    ReadOnlySpan<int> labelIndex, ReadOnlySpan<int> used, Span<T> gradient, double scale) : IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Pad = CtcStates.Pad;

    // Of 2⁻¹⁰⁰⁰ at the scale of the states to 2⁻⁴⁵⁰ of the likelihood; on the way back, beside states up to 2²⁵⁸.
    private const double ForwardRoom = 550, BackRoom = 290;

    // Each step is off by at most 6u: at this loss for each step, by 6u·2¹⁶ of it.
    private const double LeastLoss = 1.0 / (1 << 16);

    private readonly SequenceBatch<T> batch = batch;
    private readonly CtcStates states = new(scratch, batch.Steps[sample], labelIndex.Length);
    private readonly ReadOnlySpan<int> labelIndex = labelIndex;
    private readonly ReadOnlySpan<int> used = used;
    private readonly Span<T> gradient = gradient;
    private readonly int steps = batch.Steps[sample];
    private readonly int sample = sample;
    private readonly double scale = scale;

    [MethodImpl(Compiled.AtOnce)]
    public double Run<V>() where V : struct, ILanes<V, double>
    {
        Prepare<V>();
        int labels = labelIndex.Length;
        double tops = 0, sums = 0, exponent = 0, worst = double.NegativeInfinity;
        for (int step = 0; step < steps; step++)
        {
            (double top, double sum) = CtcScaling.Emit<V>(Gather(step), used.Length);
            EmitLabels(step);
            if (!double.IsFinite(sum))
                return double.NaN;
            tops += top;
            sums += Lane1<double>.Log(new(sum)).Number / Math.Log(2);
            double before = exponent;
            if (Forward<V>(step, ref exponent))
                worst = Math.Max(worst, before - sums);
            states.Exponents[step] = exponent;
        }
        Span<double> last = states.Forward(steps);
        double likelihood = last[Pad + labels] + (labels == 0 ? 0 : last[states.Stretch + Pad + labels - 1]);
        double log = Lane1<double>.Log(new(likelihood)).Number, powers = log / Math.Log(2) + exponent;
        double loss = -(tops + exponent * Math.Log(2) + log);
        if (!(loss >= LeastLoss * steps) || !double.IsFinite(loss) || worst + sums - powers > ForwardRoom)
            return double.NaN;
        return gradient.IsEmpty || Backward<V>(likelihood, exponent, powers) ? loss : double.NaN;
    }

    private void Prepare<V>() where V : struct, ILanes<V, double>
    {
        Stores.Zero<V, double>(states.Forward(0));
        Stores.Zero<V, double>(states.Work);
        states.Forward(0)[Pad] = 1;
        for (int i = 1; i < labelIndex.Length; i++)
            states.Skips[Pad + i] = labelIndex[i] == labelIndex[i - 1] ? 0 : 1;
    }

    /// <summary>The log-probabilities of the classes that the sample uses, in a step.</summary>
    private Span<double> Gather(int step)
    {
        Span<double> classes = states.ClassesAt(step);
        CtcClasses.Gather(batch.LogProbabilities.Slice(
            (step * batch.Samples + sample) * batch.Classes, batch.Classes), used, classes);
        return classes;
    }

    private void EmitLabels(int step)
        => CtcClasses.Spread(states.ClassesAt(step), labelIndex, states.Emitted[Pad..]);

    /// <summary>The states after a step; tells whether one was too small to be kept.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool Forward<V>(int step, ref double exponent) where V : struct, ILanes<V, double>
    {
        ReadOnlySpan<double> from = states.Forward(step), emitted = states.Emitted, skips = states.Skips;
        Span<double> to = states.Forward(step + 1);
        int stretch = states.Stretch;
        V ofBlank = V.Broadcast(states.ClassesAt(step)[0]), top = V.Of(0), lost = V.Of(0);
        for (int at = Pad; at < stretch - Pad; at += V.Count)
        {
            V blanks = V.Load(from, at), labels = V.Load(from, stretch + at), before = V.Load(from, stretch + at - 1);
            V blankNow = CtcScaling.Kept(ofBlank, blanks + before, ref lost);
            V labelNow = CtcScaling.Kept(
                V.Load(emitted, at), V.MulAdd(V.Load(skips, at), before, labels + blanks), ref lost);
            top = V.MaxNative(top, V.MaxNative(blankNow, labelNow));
            V.Store(blankNow, to, at);
            V.Store(labelNow, to, stretch + at);
        }
        CtcScaling.Edges<V>(to, stretch);
        exponent += CtcScaling.Rescale<V>(to, V.MaxAcross(top));
        return V.SumAcross(V.And(lost, V.Of(1))) > 0;
    }

    [MethodImpl(Compiled.AtOnce)]
    private bool Backward<V>(double likelihood, double whole, double powers) where V : struct, ILanes<V, double>
    {
        int own = Math.ILogB(likelihood);
        double exponent = 0, inverse = 1 / Math.ScaleB(likelihood, -own);
        states.Back[Pad + labelIndex.Length] = 1;
        for (int step = steps - 1; step >= 0; step--)
        {
            double shift = states.Exponents[step] + exponent - whole - own, before = exponent;
            if (Math.Abs(shift) > 1000)
                return false;
            int half = (int)shift / 2;
            Stores.Zero<V, double>(states.Lanes);
            EmitLabels(step);
            bool lost = Step<V>(step, Math.ScaleB(1, half), Math.ScaleB(inverse, (int)shift - half), ref exponent);
            Collect<V>(step);
            if (lost && step > 0 && states.Exponents[step - 1] + before - powers > BackRoom)
                return false;
        }
        Write();
        return true;
    }

    /// <summary>
    /// One step back: the occupancies of all states, which are alignments through them by the likelihood, and what the
    /// states are worth before the step; tells whether one was too small to be kept.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool Step<V>(int step, double left, double right, ref double exponent) where V : struct, ILanes<V, double>
    {
        Span<double> lanes = states.Lanes, back = states.Back, occupied = states.Occupied;
        ReadOnlySpan<double> forward = states.Forward(step + 1), later = back, skips = states.Skips;
        ReadOnlySpan<double> emitted = states.Emitted;
        int stretch = states.Stretch;
        V ofBlank = V.Broadcast(states.ClassesAt(step)[0]), top = V.Of(0), lost = V.Of(0), first = V.Broadcast(left);
        V second = V.Broadcast(right);
        for (int at = Pad; at < stretch - Pad; at += V.Count)
        {
            V own = V.Load(later, stretch + at), blanks = V.Load(later, at) + own;
            V labels = own + V.Load(later, at + 1);
            labels = V.MulAdd(V.Load(skips, at + 1), V.Load(later, stretch + at + 1), labels);
            V.Store(V.Load(forward, stretch + at) * first * (labels * second), occupied, at);
            int lane = at & (Pad - 1);
            V blank = V.Load(forward, at) * first * (blanks * second);
            V.Store(V.Load((ReadOnlySpan<double>)lanes, lane) + blank, lanes, lane);
            blanks = CtcScaling.Kept(ofBlank, blanks, ref lost);
            labels = CtcScaling.Kept(V.Load(emitted, at), labels, ref lost);
            top = V.MaxNative(top, V.MaxNative(blanks, labels));
            V.Store(blanks, back, at);
            V.Store(labels, back, stretch + at);
        }
        exponent += CtcScaling.Rescale<V>(back, V.MaxAcross(top));
        return V.SumAcross(V.And(lost, V.Of(1))) > 0;
    }

    /// <summary>Replaces the emissions of a step by the occupancies of its classes.</summary>
    private void Collect<V>(int step) where V : struct, ILanes<V, double>
    {
        Span<double> classes = states.ClassesAt(step);
        Stores.Zero<V, double>(classes);
        classes[0] = RowLanes<double>.Fold<V>(states.Lanes, Pad);
        CtcClasses.Add(states.Occupied[Pad..], labelIndex, classes);
    }

    /// <summary>
    /// The gradient from the occupancies. Only here, because the log-probabilities may lie in the same memory.
    /// </summary>
    private void Write()
    {
        for (int step = 0; step < batch.LongestSteps; step++)
        {
            Span<T> slopes = gradient.Slice((step * batch.Samples + sample) * batch.Classes, batch.Classes);
            Stores.Zero<Lane1<T>, T>(slopes);
            if (step < steps)
                CtcClasses.Write(states.ClassesAt(step), used, scale, slopes);
        }
    }
}

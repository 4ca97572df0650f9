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
/// Emissions are relative to the largest of their step, the largest state is kept between 2³⁰⁰ and 2⁵⁰⁰, and one that
/// is below 2⁻¹⁰⁰⁰ nevertheless becomes 0. What all alignments through it could add is at most that, times what a state
/// can emit to the next ones in each later step, at most; on the way back, times the largest state of the step before.
/// Where this is not below 2⁻⁵⁰⁰ of the likelihood, the kernel gives up: 2⁵⁰ such states are less than 2⁻⁴⁵⁰. It also
/// gives up an emission below 2⁻¹⁰⁰⁰, and a likelihood so near to 1 that its logarithm would keep few digits. States
/// that no alignment can have are not computed.
/// </remarks>
internal readonly ref struct CtcScaledKernel<T>(SequenceBatch<T> batch, int sample, Span<double> scratch,
    ReadOnlySpan<int> labelIndex, ReadOnlySpan<int> used, Span<T> gradient, double scale) : IKernel<double, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Pad = CtcStates.Pad;

    // Of 2⁻¹⁰⁰⁰ at the scale of the states to 2⁻⁵⁰⁰ of the likelihood; on the way back, beside three states up to 2⁵⁰⁰.
    private const double ForwardRoom = 500, BackRoom = -2;

    // An occupancy of 2⁻⁵⁰⁰ is still normal below the greater; below the less, one of 1 would overflow.
    private const double MostShift = 500, LeastShift = -1020;

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
        int labels = labelIndex.Length;
        if (labels > steps)
            return double.NaN;
        Prepare<V>();
        double tops = 0, worth = 0, exponent = 0, worst = double.NegativeInfinity;
        for (int step = 0; step < steps; step++)
        {
            CtcClasses.Gather(batch.LogsAt(step, sample), used, states.ClassesAt(step));
            tops += CtcScaling.Emit<V>(states.ClassesAt(step));
            if (double.IsNaN(tops))
                return double.NaN;
            double before = exponent;
            bool lost = Forward<V>(step, ref exponent, ref worth);
            worst = lost ? Math.Max(worst, before - worth) : worst;
            states.Exponents[step] = exponent;
        }
        Span<double> last = states.Forward(steps);
        double likelihood = last[Pad + labels] + (labels == 0 ? 0 : last[states.Stretch + Pad + labels - 1]);
        (double loss, double powers) = CtcScaling.Loss(likelihood, exponent, tops);
        if (!(loss >= LeastLoss * steps) || !double.IsFinite(loss) || !(worst + worth - powers <= ForwardRoom))
            return double.NaN;
        return gradient.IsEmpty || Backward<V>(likelihood, exponent) ? loss : double.NaN;
    }

    private void Prepare<V>() where V : struct, ILanes<V, double>
    {
        Stores.Zero<V, double>(states.Forward(0));
        Stores.Zero<V, double>(states.Work);
        states.Forward(0)[Pad] = 1;
        for (int i = 1; i < labelIndex.Length; i++)
            states.Skips[Pad + i] = labelIndex[i] == labelIndex[i - 1] ? 0 : 1;
    }

    /// <summary>What the labels of a band emit.</summary>
    private void EmitLabels(int step, int from, int to)
        => CtcClasses.Spread(states.ClassesAt(step), IndexOf(from, to), states.Emitted[from..]);

    private ReadOnlySpan<int> IndexOf(int from, int to)
        => labelIndex[(from - Pad)..Math.Min(to - Pad, labelIndex.Length)];

    /// <summary>
    /// The states after a step; tells whether one was too small to be kept. To the worth goes the binary logarithm of
    /// what one state can emit to the next ones, at most.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool Forward<V>(int step, ref double exponent, ref double worth) where V : struct, ILanes<V, double>
    {
        (int start, int end) = states.Band(step);
        EmitLabels(step, start, end);
        ReadOnlySpan<double> from = states.Forward(step), emitted = states.Emitted, skips = states.Skips;
        Span<double> to = states.Forward(step + 1);
        int stretch = states.Stretch;
        double blank = states.ClassesAt(step)[0];
        V ofBlank = V.Broadcast(blank), top = V.Of(0), lost = top, pair = top;
        for (int at = start; at < end; at += V.Count)
        {
            V blanks = V.Load(from, at), labels = V.Load(from, stretch + at), before = V.Load(from, stretch + at - 1);
            V emission = V.Load(emitted, at);
            V blankNow = CtcScaling.Kept(ofBlank, blanks + before, ref lost);
            V labelNow = CtcScaling.Kept(emission, V.MulAdd(V.Load(skips, at), before, labels + blanks), ref lost);
            top = V.MaxNative(top, V.MaxNative(blankNow, labelNow));
            pair = V.MaxNative(pair, emission + V.Load(emitted, at + 1));
            V.Store(blankNow, to, at);
            V.Store(labelNow, to, stretch + at);
        }
        CtcScaling.Surround<V>(to, start, end);
        exponent += CtcScaling.Rescale<V>(to, start, end, V.MaxAcross(top));
        worth += CtcScaling.Log2(blank + V.MaxAcross(pair));
        return V.SumAcross(V.And(lost, V.Of(1))) > 0;
    }

    [MethodImpl(Compiled.AtOnce)]
    private bool Backward<V>(double likelihood, double whole) where V : struct, ILanes<V, double>
    {
        int own = Math.ILogB(likelihood);
        double exponent = 0, inverse = 1 / Math.ScaleB(likelihood, -own), powers = whole + own;
        states.Back[Pad + labelIndex.Length] = 1;
        for (int step = steps - 1; step >= 0; step--)
        {
            double shift = states.Exponents[step] + exponent - powers, before = exponent;
            if (shift is not (>= LeastShift and <= MostShift))
                return false;
            Stores.Zero<V, double>(states.Lanes);
            bool lost = Step<V>(step, inverse, Math.ScaleB(1, (int)shift), ref exponent);
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
    private bool Step<V>(int step, double inverse, double scale, ref double exponent)
        where V : struct, ILanes<V, double>
    {
        (int start, int end) = states.Band(step);
        EmitLabels(step, start, end);
        Span<double> lanes = states.Lanes, back = states.Back, occupied = states.Occupied;
        ReadOnlySpan<double> forward = states.Forward(step + 1), later = back, skips = states.Skips;
        ReadOnlySpan<double> emitted = states.Emitted;
        int stretch = states.Stretch;
        V ofBlank = V.Broadcast(states.ClassesAt(step)[0]), top = V.Of(0), lost = V.Of(0);
        V byLikelihood = V.Broadcast(inverse), byPower = V.Broadcast(scale);
        for (int at = start; at < end; at += V.Count)
        {
            V own = V.Load(later, stretch + at), blanks = V.Load(later, at) + own;
            V labels = own + V.Load(later, at + 1);
            labels = V.MulAdd(V.Load(skips, at + 1), V.Load(later, stretch + at + 1), labels);
            V.Store(V.Load(forward, stretch + at) * (labels * byLikelihood) * byPower, occupied, at);
            int lane = at & (Pad - 1);
            V blank = V.Load(forward, at) * (blanks * byLikelihood) * byPower;
            V.Store(V.Load((ReadOnlySpan<double>)lanes, lane) + blank, lanes, lane);
            blanks = CtcScaling.Kept(ofBlank, blanks, ref lost);
            labels = CtcScaling.Kept(V.Load(emitted, at), labels, ref lost);
            top = V.MaxNative(top, V.MaxNative(blanks, labels));
            V.Store(blanks, back, at);
            V.Store(labels, back, stretch + at);
        }
        CtcScaling.Surround<V>(back, start, end);
        exponent += CtcScaling.Rescale<V>(back, start, end, V.MaxAcross(top));
        return V.SumAcross(V.And(lost, V.Of(1))) > 0;
    }

    /// <summary>Replaces the emissions of a step by the occupancies of its classes.</summary>
    private void Collect<V>(int step) where V : struct, ILanes<V, double>
    {
        (int start, int end) = states.Band(step);
        Span<double> classes = states.ClassesAt(step);
        Stores.Zero<V, double>(classes);
        classes[0] = RowLanes<double>.Fold<V>(states.Lanes, Pad);
        CtcClasses.Add(states.Occupied[start..], IndexOf(start, end), classes);
    }

    /// <summary>The gradient from the occupancies; last, as the log-probabilities may lie in the same memory.</summary>
    [MethodImpl(Compiled.Early)]
    private void Write()
    {
        for (int step = 0; step < batch.LongestSteps; step++)
        {
            Span<T> slopes = batch.SlopesAt(gradient, step, sample);
            Stores.Zero<Lane1<T>, T>(slopes);
            if (step < steps)
                CtcClasses.Write(states.ClassesAt(step), used, scale, slopes);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Rows;

namespace VectorLoss.Batches;

/// <summary>
/// Some places of all classes of a row, in groups of eight: the numbers of a class lie side by side, so a register
/// holds places and runs over the classes. Each loop is a method of its own, for an exponential uses up most of what
/// the compiler inlines.
/// </summary>
/// <param name="classes">How many classes.</param>
/// <param name="stride">From a class to the next of the same place.</param>
/// <param name="length">How many places; whole groups.</param>
internal readonly ref struct ClassPlacesPart<T, TSecond>(int classes, int stride, int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSecond : unmanaged, IBinaryFloatingPointIeee754<TSecond>
{
    /// <summary>Places of a group. A sum has as many lanes, on every machine.</summary>
    public const int Group = 8;

    /// <summary>Logits, from the first of the places on.</summary>
    public required ReadOnlySpan<T> First { get; init; }

    /// <summary>Targets, or what slopes by p are multiples of, from the first of the places on.</summary>
    public required ReadOnlySpan<TSecond> Second { get; init; }

    /// <summary>Receives slopes, from the first of the places on.</summary>
    public Span<T> Slopes { get; init; }

    /// <summary>exp(x − m) of all logits, group by group and there class by class; 1/Σ of each place.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Powers<V>(Span<double> powers, Span<double> inverses) where V : struct, ILanes<V, double>
    {
        Check(First.Length, powers.Length);
        ref readonly T x = ref Refs.Start(First);
        ref double e = ref Refs.Start(powers);
        ExpRegisters<V, double> exp = new(NormalPowers.CutOf<double>());
        V one = V.Of(1);
        if (classes == 2)
        {
            PairPowers(exp, in x, ref e, inverses);
            return;
        }
        for (int at = 0; at < length; at += V.Count)
        {
            V most = DoubleMemory.Load<V, T>(in x, at), sum = V.Of(0);
            for (int c = 1, from = at + stride; c < classes; c++, from += stride)
                most = V.MaxNative(most, DoubleMemory.Load<V, T>(in x, from));
            for (int c = 0, from = at, to = InGroups(at); c < classes; c++, from += stride, to += Group)
            {
                V power = exp.OfNonPositive(DoubleMemory.Load<V, T>(in x, from) - most);
                sum += power;
                V.Store(power, ref e, to);
            }
            V.Store(one / sum, inverses, at);
        }
    }

    // Of two classes one power is 1 and the other that of what they differ by: one exponential, and the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PairPowers<V>(in ExpRegisters<V, double> exp, ref readonly T x, ref double e, Span<double> inverses)
        where V : struct, ILanes<V, double>
    {
        V one = V.Of(1);
        for (int at = 0; at < length; at += V.Count)
        {
            V a = DoubleMemory.Load<V, T>(in x, at), b = DoubleMemory.Load<V, T>(in x, at + stride);
            V most = V.MaxNative(a, b), power = exp.OfNonPositive(a - most + (b - most));
            int to = InGroups(at);
            V.Store(V.WhereLess(a, b, power, one), ref e, to);
            V.Store(V.WhereLess(a, b, one, power), ref e, to + Group);
            V.Store(one / (one + power), inverses, at);
        }
    }

    /// <summary>Makes powers of a class probabilities p, and adds Σp·t, Σp and Σt.</summary>
    /// <param name="powers">The powers of all classes.</param>
    /// <param name="inverses">What they are multiplied by.</param>
    /// <param name="c">The class.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="lanes">Room for the lanes of three sums.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void Chances<V>(
        Span<double> powers, ReadOnlySpan<double> inverses, int c, in ClassOverlapSums sums, Span<double> lanes)
        where V : struct, ILanes<V, double>
    {
        Check(Second.Length, powers.Length);
        ref readonly TSecond t = ref Refs.Start(Second);
        ref double p = ref Refs.Start(powers);
        for (int lane = 0; lane < Group; lane += V.Count)
        {
            V both = V.Of(0), chances = both, targets = both;
            int to = c * Group + lane, from = c * stride;
            for (int at = lane; at < length; at += Group, to += Group * classes)
            {
                V chance = V.Load(in p, to) * V.Load(inverses, at);
                V target = DoubleMemory.Load<V, TSecond>(in t, from + at);
                V.Store(chance, ref p, to);
                both = V.MulAdd(chance, target, both);
                chances += chance;
                targets += target;
            }
            V.Store(both, lanes, lane);
            V.Store(chances, lanes, Group + lane);
            V.Store(targets, lanes, 2 * Group + lane);
        }
        sums.Both[c] += RowLanes<double>.Fold<V>(lanes[..Group], Group);
        sums.Chances[c] += RowLanes<double>.Fold<V>(lanes.Slice(Group, Group), Group);
        sums.Targets[c] += RowLanes<double>.Fold<V>(lanes.Slice(2 * Group, Group), Group);
    }

    /// <summary>
    /// p·(d − Σp·d) times a factor, with the slope d by p less that of the most probable class: its p, which may be
    /// almost 1, is then in no sum. What is not normal in T is 0.
    /// </summary>
    /// <param name="chances">p of all classes.</param>
    /// <param name="sums">Tell d.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="room">Room for a group of all classes.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void SetSlopes<V>(
        ReadOnlySpan<double> chances, in ClassOverlapSums sums, double factor, Span<double> room)
        where V : struct, ILanes<V, double>
    {
        Check(Second.Length, chances.Length);
        Check(Slopes.Length, chances.Length);
        ref readonly TSecond t = ref Refs.Start(Second);
        ref T to = ref Refs.Start(Slopes);
        ref readonly double p = ref Refs.Start(chances);
        ReadOnlySpan<double> fixedPart = sums.Slopes, perTarget = sums.SlopesByTarget;
        V wide = V.Of(factor), least = V.Of(NormalPowers.LeastOf<T>()), zero = V.Of(0);
        for (int at = 0; at < length; at += V.Count)
        {
            int group = InGroups(at);
            V most = V.Load(in p, group), sum = zero;
            V top = V.MulAdd(in perTarget[0], DoubleMemory.Load<V, TSecond>(in t, at), V.Broadcast(fixedPart[0]));
            for (int c = 1, from = at + stride; c < classes; c++, from += stride)
            {
                V chance = V.Load(in p, group + c * Group);
                V target = DoubleMemory.Load<V, TSecond>(in t, from);
                V slope = V.MulAdd(in perTarget[c], target, V.Broadcast(fixedPart[c]));
                top = V.WhereLess(most, chance, slope, top);
                most = V.MaxNative(most, chance);
            }
            for (int c = 0, from = at; c < classes; c++, from += stride)
            {
                V target = DoubleMemory.Load<V, TSecond>(in t, from);
                V slope = V.MulAdd(in perTarget[c], target, V.Broadcast(fixedPart[c]));
                slope -= top;
                V.Store(slope, room, c * Group);
                sum = V.MulAdd(V.Load(in p, group + c * Group), slope, sum);
            }
            // Only now is anything written: the slopes may lie where an input does.
            for (int c = 0, from = at; c < classes; c++, from += stride)
            {
                V slope = V.Load(in p, group + c * Group) * (V.Load(room, c * Group) - sum) * wide;
                DoubleMemory.Store(V.WhereLess(V.Abs(slope), least, zero, slope), ref to, from);
            }
        }
    }

    // Where the numbers of a place begin, group by group.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int InGroups(int at) => (at & -Group) * classes + (at & (Group - 1));

    private void Check(int numbers, int inGroups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers, (classes - 1) * stride + length);
        ArgumentOutOfRangeException.ThrowIfLessThan(inGroups, classes * length);
    }
}

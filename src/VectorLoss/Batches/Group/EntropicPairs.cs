using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// Sums over the pairs of two samples on a line of what an entropic plan has there: exp(fᵢ + gⱼ − cᵢⱼ), with costs c
/// and potentials f and g in units of ε. A register holds numbers of one sample and meets those of the other one after
/// another, so that every width adds in one order.
/// </summary>
/// <remarks>
/// Where a sample keeps factors, exp(−cᵢⱼ) is one, and the sum Σ exp(−cᵢⱼ)·exp(gⱼ) times exp(fᵢ): a pair is a product
/// in place of an exponential, a tenth of its time.
/// </remarks>
/// <param name="epsilon">The weight of the entropy.</param>
/// <param name="power">1 or 2.</param>
internal readonly ref struct EntropicPairs(double epsilon, int power)
{
    // Registers of sums at a time, because each sum waits for the one before.
    private const int Together = LineSample.Pad / 8;

    /// <summary>Sets the factors of a sample that keeps some, for sums over another.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Keep<V>(in LineSample of, in LineSample by) where V : struct, ILanes<V, double>
    {
        V scale = V.Broadcast(-1 / epsilon), square = V.OfBits(power == 2 ? -1 : 0);
        int stretch = of.Numbers.Length, together = Together * V.Count;
        int end = (of.Count + together - 1) / together * together;
        for (int j = 0; j < by.Count && !of.Factors.IsEmpty; j++)
        {
            V y = V.Broadcast(by.Numbers[j]);
            Span<double> row = of.Factors.Slice(j * stretch, stretch);
            for (int i = 0; i < end; i += V.Count)
            {
                V.Store(V.Exp(Cost(V.Load(of.Numbers, i) - y, square) * scale), row, i);
            }
        }
    }

    /// <summary>The mean of the plan by weights of one sample, for each number of the other.</summary>
    /// <param name="of">The sample that has the means.</param>
    /// <param name="by">The one that they are taken over.</param>
    /// <param name="weights">Those of its numbers, as long as its potentials.</param>
    /// <param name="means">Receives the means.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void SetMeans<V>(
        in LineSample of, in LineSample by, ReadOnlySpan<double> weights, Span<double> means)
        where V : struct, ILanes<V, double>
    {
        if (of.Factors.IsEmpty)
            SetMeansByPowers<V>(of, by, weights, means);
        else
            SetMeansByFactors<V>(of, by, weights, means);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void SetMeansByFactors<V>(
        in LineSample of, in LineSample by, ReadOnlySpan<double> weights, Span<double> means)
        where V : struct, ILanes<V, double>
    {
        ReadOnlySpan<double> factors = of.Factors, potentials = of.Potentials;
        Span<double> shares = by.Shares;
        int stretch = potentials.Length;
        for (int j = 0; j < by.Count; j += V.Count)
            V.Store(V.Exp(V.Load(by.Potentials, j)) * V.Load(weights, j), shares, j);
        V count = V.Of(by.Count);
        for (int i = 0; i < of.Count; i += Together * V.Count)
        {
            V a = V.Of(0), b = a, c = a, d = a;
            for (int j = 0, at = i; j < by.Count; j++, at += stretch)
            {
                V share = V.Broadcast(shares[j]);
                a = V.MulAdd(V.Load(factors, at), share, a);
                b = V.MulAdd(V.Load(factors, at + V.Count), share, b);
                c = V.MulAdd(V.Load(factors, at + 2 * V.Count), share, c);
                d = V.MulAdd(V.Load(factors, at + 3 * V.Count), share, d);
            }
            V.Store(a / count, means, i);
            V.Store(b / count, means, i + V.Count);
            V.Store(c / count, means, i + 2 * V.Count);
            V.Store(d / count, means, i + 3 * V.Count);
        }
        for (int i = 0; i < of.Count; i += V.Count)
            V.Store(V.Exp(V.Load(potentials, i)) * V.Load(means, i), means, i);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void SetMeansByPowers<V>(
        in LineSample of, in LineSample by, ReadOnlySpan<double> weights, Span<double> means)
        where V : struct, ILanes<V, double>
    {
        V scale = V.Broadcast(-1 / epsilon), square = V.OfBits(power == 2 ? -1 : 0), count = V.Of(by.Count);
        ReadOnlySpan<double> numbers = by.Numbers, potentials = by.Potentials;
        for (int i = 0; i < of.Count; i += V.Count)
        {
            V x = V.Load(of.Numbers, i), potential = V.Load(of.Potentials, i), sum = V.Of(0);
            for (int j = 0; j < by.Count; j++)
            {
                V both = potential + V.Broadcast(potentials[j]);
                V mass = V.Exp(V.MulAdd(Cost(x - V.Broadcast(numbers[j]), square), scale, both));
                sum = V.MulAdd(mass, V.Broadcast(weights[j]), sum);
            }
            V.Store(sum / count, means, i);
        }
    }

    /// <summary>
    /// The slopes of a sample grow by those of the plan's cost with the potentials held: each by the mean over its own
    /// part of the plan, whose mass is counted, because costs of many ε round their exponents to far more than it.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public void AddSlopes<V>(in LineSample of, in LineSample by, double weight) where V : struct, ILanes<V, double>
    {
        V scale = V.Broadcast(-1 / epsilon), square = V.OfBits(power == 2 ? -1 : 0), one = V.Of(1), zero = V.Of(0);
        V factor = V.Broadcast(weight * power / of.Count), none = V.Of(double.NegativeInfinity);
        for (int i = 0; i < of.Count; i += V.Count)
        {
            V x = V.Load(of.Numbers, i), most = none, sum = zero, all = zero;
            for (int j = 0; j < by.Count; j++)
            {
                V cost = Cost(x - V.Broadcast(by.Numbers[j]), square);
                most = V.Max(most, V.MulAdd(cost, scale, V.Broadcast(by.Potentials[j])));
            }
            for (int j = 0; j < by.Count; j++)
            {
                V gap = x - V.Broadcast(by.Numbers[j]);
                V exponent = V.MulAdd(Cost(gap, square), scale, V.Broadcast(by.Potentials[j]));
                V mass = V.Exp(exponent - most);
                V sign = V.WhereLess(zero, gap, one, V.WhereLess(gap, zero, -one, gap));
                sum = V.MulAdd(mass, V.Select(square, gap, sign), sum);
                all += mass;
            }
            V.Store(V.MulAdd(sum / all, factor, V.Load(of.Slopes, i)), of.Slopes, i);
        }
    }

    // |gap|, or its square.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cost<V>(V gap, V square) where V : struct, ILanes<V, double>
    {
        V size = V.Abs(gap);
        return size * V.Select(square, size, V.Of(1));
    }
}

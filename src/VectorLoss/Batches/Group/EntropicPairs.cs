using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// Sums over the pairs of two samples on a line of what an entropic plan has there: exp(fᵢ + gⱼ − cᵢⱼ), with costs c
/// and potentials f and g in units of ε. A register holds numbers of one sample and meets those of the other one after
/// another, so that every width adds in one order.
/// </summary>
/// <param name="epsilon">The weight of the entropy.</param>
/// <param name="power">1 or 2.</param>
internal readonly ref struct EntropicPairs(double epsilon, int power)
{
    /// <summary>The mean of the plan by weights of one sample, for each number of the other.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void SetMeans<V>(
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
                V size = V.Abs(x - V.Broadcast(numbers[j]));
                V both = potential + V.Broadcast(potentials[j]);
                V mass = V.Exp(V.MulAdd(size * V.Select(square, size, V.Of(1)), scale, both));
                sum = V.MulAdd(mass, V.Broadcast(weights[j]), sum);
            }
            V.Store(sum / count, means, i);
        }
    }

    /// <summary>The slopes of a sample grow by those of the plan's cost with the potentials held.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void AddSlopes<V>(in LineSample of, in LineSample by, double weight) where V : struct, ILanes<V, double>
    {
        V scale = V.Broadcast(-1 / epsilon), square = V.OfBits(power == 2 ? -1 : 0), one = V.Of(1), zero = V.Of(0);
        V factor = V.Broadcast(weight * power / ((double)of.Count * by.Count));
        for (int i = 0; i < of.Count; i += V.Count)
        {
            V x = V.Load(of.Numbers, i), potential = V.Load(of.Potentials, i), sum = zero;
            for (int j = 0; j < by.Count; j++)
            {
                V gap = x - V.Broadcast(by.Numbers[j]), size = V.Abs(gap);
                V both = potential + V.Broadcast(by.Potentials[j]);
                V mass = V.Exp(V.MulAdd(size * V.Select(square, size, one), scale, both));
                V sign = V.WhereLess(zero, gap, one, V.WhereLess(gap, zero, -one, gap));
                sum = V.MulAdd(mass, V.Select(square, gap, sign), sum);
            }
            V.Store(V.MulAdd(sum, factor, V.Load(of.Slopes, i)), of.Slopes, i);
        }
    }
}

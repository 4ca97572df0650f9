using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The negative log-likelihoods of numbers under mixtures of Gaussians, one in each lane.</summary>
internal static class MixtureRows<V> where V : struct, ILanes<V, double>
{
    /// <summary>The losses; the slopes are set.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static V Run(in GroupPlaces places)
    {
        int third = places.First.Length / 3;
        ReadOnlySpan<double> logits = places.First[..third], means = places.First[third..], logs = means[third..];
        Span<double> joint = places.FirstSlopes[..third], zs = places.Second[..third];
        Span<double> inverses = places.Second.Slice(third, third);
        // To read from, before the formulas: what comes after a long one may be too late to be inlined.
        ReadOnlySpan<double> joined = joint, gaps = zs, shares = inverses;
        V target = V.Load(places.Labels, 0), half = V.Of(0.5), zero = V.Of(0), one = V.Of(1);
        for (int k = 0; k < third; k += V.Count)
        {
            V logDeviation = V.Load(logs, k), inverse = V.Exp(-logDeviation), gap = target - V.Load(means, k);
            V z = V.WhereEqual(gap, zero, gap, gap * inverse);
            V.Store(inverse, inverses, k);
            V.Store(z, zs, k);
            V.Store(V.Load(logits, k) - logDeviation - half * z * z, joint, k);
        }
        V all = LogSumExp(logits), given = LogSumExp(joined);
        for (int k = 0; k < third; k += V.Count)
        {
            V z = V.Load(gaps, k), chance = V.Exp(V.Load(joined, k) - given);
            V.Store(V.Exp(V.Load(logits, k) - all) - chance, places.FirstSlopes, k);
            V.Store(V.WhereEqual(chance, zero, zero, -chance * (z * V.Load(shares, k))),
                places.FirstSlopes, third + k);
            V.Store(V.WhereEqual(chance, zero, zero, chance * (one - z * z)), places.FirstSlopes, 2 * third + k);
        }
        return all - given + V.HalfLogTwoPi;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static V LogSumExp(ReadOnlySpan<double> x)
    {
        V most = V.Of(double.NegativeInfinity), sum = V.Of(0), infinity = V.Of(double.PositiveInfinity);
        for (int k = 0; k < x.Length; k += V.Count)
        {
            V one = V.Load(x, k);
            most = V.WhereLess(most, one, one, V.WhereNumber(one, most, one));
        }
        for (int k = 0; k < x.Length; k += V.Count)
            sum += V.Exp(V.Load(x, k) - most);
        return V.WhereLess(V.Abs(most), infinity, most + V.Log(sum), most);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>The product of two numbers of a place.</summary>
internal readonly ref struct FeatureProducts<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> a = a, b = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => DoubleMemory.Load<V, T>(in Refs.Start(a), place) * DoubleMemory.Load<V, T>(in Refs.Start(b), place);
}

/// <summary>Multiples, column by column, of two numbers of a place.</summary>
internal readonly ref struct FeaturePair<T>(
    ReadOnlySpan<T> a, ReadOnlySpan<double> ofA, ReadOnlySpan<T> b, ReadOnlySpan<double> ofB) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> a = a, b = b;
    private readonly ReadOnlySpan<double> ofA = ofA, ofB = ofB;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => V.MulAdd(DoubleMemory.Load<V, T>(in Refs.Start(a), place), V.Load(in Refs.Start(ofA), column),
            DoubleMemory.Load<V, T>(in Refs.Start(b), place) * V.Load(in Refs.Start(ofB), column));
}

/// <summary>Features of a view that are freed of their means and standardised, with the tangents of both.</summary>
internal static class FeatureTangents
{
    /// <summary>
    /// Takes from each feature its mean and, where the rule looks at correlations, divides it by its deviation.
    /// </summary>
    /// <param name="rule">What is looked at.</param>
    /// <param name="x">The view.</param>
    /// <param name="way">How it moves; nothing where it does not.</param>
    /// <param name="standard">Receives the features.</param>
    /// <param name="moved">Receives how they move.</param>
    /// <param name="deviations">Receives the standard deviation of each, with ε.</param>
    /// <param name="longer">Receives how it moves, relative to it.</param>
    /// <param name="room">As many numbers.</param>
    /// <param name="zero">As many numbers.</param>
    public static void Standardise<T>(FeatureRule rule, ReadOnlySpan<T> x, ReadOnlySpan<T> way,
        Span<T> standard, Span<T> moved, Span<double> deviations, Span<double> longer, Span<double> room,
        Span<double> zero)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = room.Length, rows = x.Length / columns;
        Centre(x, rows, deviations, room, standard);
        if (way.IsEmpty)
            foreach (ref T change in moved)
                change = T.Zero;
        else
            Centre(way, rows, deviations, room, moved);
        FeatureSums<FeatureProducts<T>>.Run(new(standard, standard), rows, deviations);
        FeatureSums<FeatureProducts<T>>.Run(new(standard, moved), rows, longer);
        for (int c = 0; c < columns; c++)
        {
            double square = deviations[c] / rule.Divisor(rows) + rule.Eps;
            (deviations[c], longer[c]) = (Math.Sqrt(square), longer[c] / rule.Divisor(rows) / square);
        }
        if (rule.Kind != FeatureKind.Correlations)
            return;
        // Divided by the deviation, and moved less by what that grows.
        for (int c = 0; c < columns; c++)
            (room[c], longer[c]) = (1 / deviations[c], -longer[c] / deviations[c]);
        FeatureMap<FeaturePair<T>, T>.Run(new(moved, room, standard, longer), columns, moved);
        for (int c = 0; c < columns; c++)
            (longer[c], zero[c]) = (-longer[c] * deviations[c], 0);
        FeatureMap<StandardFeature<T>, T>.Run(new(standard, zero, room), columns, standard);
    }

    private static void Centre<T>(
        ReadOnlySpan<T> x, int rows, Span<double> means, Span<double> ones, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FeatureSums<PlainFeature<T>>.Run(new(x), rows, means);
        for (int c = 0; c < means.Length; c++)
            (means[c], ones[c]) = (means[c] / rows, 1);
        FeatureMap<StandardFeature<T>, T>.Run(new(x, means, ones), means.Length, to);
    }
}

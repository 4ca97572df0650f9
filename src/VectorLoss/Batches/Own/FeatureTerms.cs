using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// A number that belongs to a place of a matrix, in double. Its spans are as long as the matrix or have a number a
/// column: nothing checks the places.
/// </summary>
internal interface IFeatureTerm
{
    /// <summary>The numbers of some places, side by side.</summary>
    /// <param name="place">Where in the matrix.</param>
    /// <param name="column">In which column.</param>
    V At<V>(int place, int column) where V : struct, ILanes<V, double>;
}

/// <summary>A number itself.</summary>
internal readonly ref struct PlainFeature<T>(ReadOnlySpan<T> x) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => DoubleMemory.Load<V, T>(in Refs.Start(x), place);
}

/// <summary>The square of what a number differs from that of another matrix.</summary>
internal readonly ref struct SquaredGap<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> other) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x, other = other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
    {
        V gap = DoubleMemory.Load<V, T>(in Refs.Start(x), place)
            - DoubleMemory.Load<V, T>(in Refs.Start(other), place);
        return gap * gap;
    }
}

/// <summary>The square of what a number differs from the mean of its column, times a factor.</summary>
internal readonly ref struct SquaredDeviation<T>(ReadOnlySpan<T> x, ReadOnlySpan<double> means, double factor)
    : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x;
    private readonly ReadOnlySpan<double> means = means;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
    {
        V deviation = DoubleMemory.Load<V, T>(in Refs.Start(x), place) - V.Load(in Refs.Start(means), column);
        deviation *= V.Of(factor);
        return deviation * deviation;
    }
}

/// <summary>What a number differs from the mean of its column, times a factor of the column.</summary>
internal readonly ref struct StandardFeature<T>(
    ReadOnlySpan<T> x, ReadOnlySpan<double> means, ReadOnlySpan<double> factors) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x;
    private readonly ReadOnlySpan<double> means = means, factors = factors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => (DoubleMemory.Load<V, T>(in Refs.Start(x), place) - V.Load(in Refs.Start(means), column))
            * V.Load(in Refs.Start(factors), column);
}

/// <summary>
/// A slope: multiples, column by column, of a product with the covariances, of the standard feature itself and of the
/// same one of the other view.
/// </summary>
internal readonly ref struct FeatureSlope<T>(
    ReadOnlySpan<T> products, ReadOnlySpan<T> own, ReadOnlySpan<T> other, FeatureFactors factors) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> products = products, own = own, other = other;
    private readonly FeatureFactors factors = factors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => V.MulAdd(DoubleMemory.Load<V, T>(in Refs.Start(products), place),
            V.Load(in Refs.Start(factors.OfProducts), column),
            V.MulAdd(DoubleMemory.Load<V, T>(in Refs.Start(own), place), V.Load(in Refs.Start(factors.OfOwn), column),
                DoubleMemory.Load<V, T>(in Refs.Start(other), place) * V.Load(in Refs.Start(factors.OfOther), column)));
}

/// <summary>A slope and what a number differs from that of the other view, times a factor.</summary>
internal readonly ref struct GapSlope<T>(FeatureSlope<T> slope, ReadOnlySpan<T> x, ReadOnlySpan<T> other, double factor)
    : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FeatureSlope<T> slope = slope;
    private readonly ReadOnlySpan<T> x = x, other = other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => V.MulAdd(V.Of(factor), DoubleMemory.Load<V, T>(in Refs.Start(x), place)
            - DoubleMemory.Load<V, T>(in Refs.Start(other), place), slope.At<V>(place, column));
}

/// <summary>A slope times the standard feature.</summary>
internal readonly ref struct SlopeAlong<T>(FeatureSlope<T> slope, ReadOnlySpan<T> own) : IFeatureTerm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FeatureSlope<T> slope = slope;
    private readonly ReadOnlySpan<T> own = own;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
        => slope.At<V>(place, column) * DoubleMemory.Load<V, T>(in Refs.Start(own), place);
}

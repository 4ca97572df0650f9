using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>Multiples, column by column, of six numbers of a place, added to what is there.</summary>
internal readonly ref struct FeatureMix<T> : IFeatureTerm where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers are multiplied.</summary>
    public const int Parts = 6;

    public required ReadOnlySpan<T> There { get; init; }
    public required ReadOnlySpan<T> Products { get; init; }
    public required ReadOnlySpan<T> MovedProducts { get; init; }
    public required ReadOnlySpan<T> Own { get; init; }
    public required ReadOnlySpan<T> MovedOwn { get; init; }
    public required ReadOnlySpan<T> Other { get; init; }
    public required ReadOnlySpan<T> MovedOther { get; init; }

    /// <summary>The factors of the six, a number a column each.</summary>
    public required ReadOnlySpan<double> Factors { get; init; }

    public required int Columns { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int place, int column) where V : struct, ILanes<V, double>
    {
        V sum = Load<V>(There, place);
        sum = V.MulAdd(Load<V>(Products, place), Factor<V>(0, column), sum);
        sum = V.MulAdd(Load<V>(MovedProducts, place), Factor<V>(1, column), sum);
        sum = V.MulAdd(Load<V>(Own, place), Factor<V>(2, column), sum);
        sum = V.MulAdd(Load<V>(MovedOwn, place), Factor<V>(3, column), sum);
        sum = V.MulAdd(Load<V>(Other, place), Factor<V>(4, column), sum);
        return V.MulAdd(Load<V>(MovedOther, place), Factor<V>(5, column), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V>(ReadOnlySpan<T> numbers, int place) where V : struct, ILanes<V, double>
        => DoubleMemory.Load<V, T>(in Refs.Start(numbers), place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Factor<V>(int part, int column) where V : struct, ILanes<V, double>
        => V.Load(in Refs.Start(Factors), part * Columns + column);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// A chunk of a row as <see cref="CentredKernel{TLoss, T}"/> takes it, as many classes as there are logical lanes, and
/// the formulas over it.
/// </summary>
internal readonly ref struct CentredChunk<T>(Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly int Length = numbers.Length / 5;
    public readonly Span<T> Distances = numbers[..(numbers.Length / 5)];
    public readonly Span<T> Targets = numbers.Slice(numbers.Length / 5, numbers.Length / 5);
    public readonly Span<T> Results = numbers.Slice(2 * (numbers.Length / 5), numbers.Length / 5);
    public readonly Span<T> Lanes = numbers.Slice(3 * (numbers.Length / 5), 2 * (numbers.Length / 5));

    /// <summary>Subtracts the centre, in two parts one after the other.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Subtract<V>(T shift, T centre) where V : struct, ILanes<V, T>
    {
        V wideShift = V.Broadcast(shift), wideCentre = V.Broadcast(centre);
        for (int i = 0; i < Length; i += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)Distances, i) - wideShift - wideCentre, Distances, i);
    }

    /// <summary>Fills in the values.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Values<TLoss, V>(TLoss loss) where TLoss : struct, ICentredLoss where V : struct, ILanes<V, T>
    {
        for (int i = 0; i < Length; i += V.Count)
        {
            V target = V.Load((ReadOnlySpan<T>)Targets, i);
            V value = loss.Value(V.Load((ReadOnlySpan<T>)Distances, i), target);
            V.Store(Counted<TLoss, V>(target, value), Results, i);
        }
    }

    /// <summary>Fills in scaled slopes in place of the values.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Slopes<TLoss, V>(TLoss loss, T largest, T factor)
        where TLoss : struct, ICentredLoss where V : struct, ILanes<V, T>
    {
        V wideLargest = V.Broadcast(largest), wideFactor = V.Broadcast(factor), zero = V.Of(0);
        for (int i = 0; i < Length; i += V.Count)
        {
            V target = V.Load((ReadOnlySpan<T>)Targets, i);
            V slope = loss.Slope(V.Load((ReadOnlySpan<T>)Distances, i), target);
            slope = Counted<TLoss, V>(target, slope) * wideFactor;
            if (TLoss.Fold == RowFold.Largest)
                slope = V.WhereEqual(V.Load((ReadOnlySpan<T>)Results, i), wideLargest, slope, zero);
            V.Store(slope, Results, i);
        }
    }

    /// <summary>Without a centre, a target of 0 leaves a number out, even log 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Counted<TLoss, V>(V target, V result)
        where TLoss : struct, ICentredLoss where V : struct, ILanes<V, T>
        => TLoss.Centre == RowCentre.None ? V.WhereEqual(target, V.Of(0), V.Of(0), result) : result;

    /// <summary>The largest so far, and how often it occurs; NaN once there was one.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static (T Largest, T Ties) Largest(ReadOnlySpan<T> results, T largest, T ties)
    {
        foreach (T value in results)
        {
            if (value == largest)
                ties++;
            else if (!(value < largest) && !T.IsNaN(largest))
                (largest, ties) = (value, T.One);
        }
        return (largest, ties);
    }
}

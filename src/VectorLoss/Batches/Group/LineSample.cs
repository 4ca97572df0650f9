using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// A sample on a line with a potential and a slope for each number, and room behind them, so that four registers may
/// reach beyond the last one.
/// </summary>
internal readonly ref struct LineSample
{
    /// <summary>Numbers of four of the widest registers, behind a sample.</summary>
    public const int Pad = 32;

    /// <summary>How many pieces of the room there are.</summary>
    public const int Pieces = 4;

    /// <param name="room">A stretch a piece.</param>
    /// <param name="stretch">Numbers of the longest sample, and the room behind it.</param>
    /// <param name="count">Numbers of this one.</param>
    public LineSample(Span<double> room, int stretch, int count)
    {
        Count = count;
        Numbers = room[..stretch];
        Potentials = room.Slice(stretch, stretch);
        Slopes = room.Slice(2 * stretch, stretch);
        Shares = room.Slice(3 * stretch, stretch);
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>The numbers.</summary>
    public Span<double> Numbers { get; }

    /// <summary>A potential for each, in units of ε.</summary>
    public Span<double> Potentials { get; }

    /// <summary>The slope of the loss by each.</summary>
    public Span<double> Slopes { get; }

    /// <summary>What each gives to a sum over the sample.</summary>
    public Span<double> Shares { get; }

    /// <summary>
    /// A factor of each of its numbers with each of the other sample, a stretch for each of those; or empty.
    /// </summary>
    public Span<double> Factors { get; init; }

    /// <summary>Reads a row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Read<T>(ReadOnlySpan<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> to = Numbers;
        for (int i = 0; i < Count; i++)
            to[i] = double.CreateTruncating(row[i]);
    }

    /// <summary>Writes the slopes times a factor to a row; numbers beyond the last get 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void WriteSlopes<T>(Span<T> row, double factor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<double> from = Slopes;
        for (int i = 0; i < row.Length; i++)
            row[i] = i < Count ? T.CreateTruncating(from[i] * factor) : T.Zero;
    }

    /// <summary>Takes from each potential the logarithm of a mean of the plan times a length.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Move<V>(ReadOnlySpan<double> means, double length) where V : struct, ILanes<V, double>
    {
        V back = V.Broadcast(-length);
        for (int i = 0; i < Count; i += V.Count)
            V.Store(V.MulAdd(back, V.Log(V.Load(means, i)), V.Load(Potentials, i)), Potentials, i);
    }

    /// <summary>Doubles the potentials, for half of ε.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Double<V>() where V : struct, ILanes<V, double>
    {
        for (int i = 0; i < Count; i += V.Count)
            V.Store(V.Load(Potentials, i) + V.Load(Potentials, i), Potentials, i);
    }

    /// <summary>The mean of the potentials.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public double MeanPotential()
    {
        double sum = 0;
        foreach (double potential in Potentials[..Count])
            sum += potential;
        return sum / Count;
    }

    /// <summary>The smallest and the largest number; NaN where there is one.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public (double Least, double Most) Ends()
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double number in Numbers[..Count])
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        return (least, most);
    }
}

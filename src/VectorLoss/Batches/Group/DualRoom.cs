using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>Room for dual numbers in double: an even number of places.</summary>
internal readonly ref struct DualRoom(Span<double> values, Span<double> tangents)
{
    private readonly Span<double> values = values, tangents = tangents;

    public DualRoom(Span<double> room) : this(room[..(room.Length / 2)], room[(room.Length / 2)..])
    {
    }

    public Number this[int at]
    {
        get => new(new(values[at]), new(tangents[at]));
        set => (values[at], tangents[at]) = (value.Value.Number, value.Slope.Number);
    }

    /// <summary>The numbers without their tangents.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Some side by side, from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual<V> Load<V>(int at) where V : struct, ILanes<V, double>
        => new(V.Load((ReadOnlySpan<double>)values, at), V.Load((ReadOnlySpan<double>)tangents, at));

    /// <summary>Keeps some side by side, from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<V>(Dual<V> numbers, int at) where V : struct, ILanes<V, double>
    {
        V.Store(numbers.Value, values, at);
        V.Store(numbers.Slope, tangents, at);
    }

    /// <summary>A part of it.</summary>
    public DualRoom Slice(int start, int count) => new(values.Slice(start, count), tangents.Slice(start, count));

    /// <summary>Sets all to one number that does not move.</summary>
    public void Fill(double number)
    {
        Stores.Fill<Lane1<double>, double>(values, number);
        Stores.Zero<Lane1<double>, double>(tangents);
    }
}

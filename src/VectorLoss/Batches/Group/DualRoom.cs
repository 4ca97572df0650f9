using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>Room for dual numbers in double: an even number of places.</summary>
internal readonly ref struct DualRoom(Span<double> room)
{
    private readonly Span<double> values = room[..(room.Length / 2)], tangents = room[(room.Length / 2)..];

    public Number this[int at]
    {
        get => new(new(values[at]), new(tangents[at]));
        set => (values[at], tangents[at]) = (value.Value.Number, value.Slope.Number);
    }
}

namespace VectorLoss.Data;

/// <summary>What the header says about one tensor: bytes [Begin, End) of the data after the header.</summary>
internal readonly record struct TensorEntry(string Name, int[] Shape, string Type, long Begin, long End)
{
    public long Length => End - Begin;
}

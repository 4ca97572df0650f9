using System.Diagnostics;
using System.Text;

namespace VectorLoss.Data;

/// <summary>
/// A message in the wire format of protocol buffers, written field by field. The bytes of a field are kept, not copied
/// into the messages around it. Source: the page "Encoding" of protobuf.dev.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int VarintType = 0, BytesType = 2;
    private readonly List<(byte[] Bytes, ProtobufMessage? Nested)> parts = [];
    private bool isNested;

    /// <summary>The bytes of all fields.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a whole number; a negative one takes ten bytes.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        Append(Key(field, VarintType));
        return Append(Varint((ulong)value));
    }

    /// <summary>Adds a text in UTF-8.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    public ProtobufMessage Add(int field, byte[] bytes)
    {
        Append(Key(field, BytesType));
        Append(Varint((ulong)bytes.Length));
        return Append(bytes);
    }

    /// <summary>Adds a message, to which nothing is added any more.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage nested)
    {
        Append(Key(field, BytesType));
        Append(Varint((ulong)nested.Length));
        nested.isNested = true;
        parts.Add(([], nested));
        Length += nested.Length;
        return this;
    }

    /// <summary>Writes the fields in the order in which they were added.</summary>
    public void WriteTo(Stream stream)
    {
        foreach ((byte[] bytes, ProtobufMessage? nested) in parts)
        {
            stream.Write(bytes);
            nested?.WriteTo(stream);
        }
    }

    private ProtobufMessage Append(byte[] bytes)
    {
        Debug.Assert(!isNested, "The length of this message is already written.");
        parts.Add((bytes, null));
        Length += bytes.Length;
        return this;
    }

    private static byte[] Key(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    // Seven bits a byte, the lowest first; the top bit says that more follow.
    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 0x7f; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}

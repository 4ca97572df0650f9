using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace VectorLoss.Cli.TensorBoard;

/// <summary>
/// One event in protocol-buffer wire format, in the frame of a TFRecord: length, masked checksum of it, content, masked
/// checksum of it. Field numbers are those of tensorflow/core/util/event.proto and framework/summary.proto.
/// </summary>
internal sealed class EventRecord
{
    private const int Head = sizeof(ulong) + sizeof(uint);
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;
    private readonly List<byte> content = [];

    private EventRecord(DateTime time, long step)
    {
        content.AddRange((ReadOnlySpan<byte>)stackalloc byte[Head]);
        Key(1, Fixed64);
        Span<byte> seconds = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, (time - DateTime.UnixEpoch).TotalSeconds);
        content.AddRange(seconds);
        Key(2, Varint);
        Number((ulong)step);
    }

    /// <summary>The first record of a file: its version.</summary>
    public static ReadOnlySpan<byte> Version(DateTime time)
    {
        EventRecord record = new(time, 0);
        record.Text(3, "brain.Event:2"u8);
        return record.Close();
    }

    /// <summary>Says that a process begins: what older files have of this step and later ones is void.</summary>
    public static ReadOnlySpan<byte> Start(DateTime time, long step)
    {
        EventRecord record = new(time, step);
        record.Text(7, [(1 << 3) | Varint, 1]);
        return record.Close();
    }

    /// <summary>Numbers of a step; those that are NaN are left out.</summary>
    public static ReadOnlySpan<byte> Scalars(DateTime time, long step,
        params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        EventRecord record = new(time, step);
        byte[][] values = new byte[scalars.Length][];
        int length = 0;
        for (int i = 0; i < scalars.Length; i++)
        {
            values[i] = double.IsNaN(scalars[i].Value) ? [] : Value(scalars[i].Tag, (float)scalars[i].Value);
            length += values[i].Length;
        }
        record.Key(5, Bytes);
        record.Number((ulong)length);
        foreach (byte[] value in values)
            record.content.AddRange(value);
        return record.Close();
    }

    private static byte[] Value(string tag, float value)
    {
        byte[] name = Encoding.UTF8.GetBytes(tag);
        byte[] message = new byte[2 + 2 + name.Length + 1 + sizeof(float)];
        // Tags are shorter than 112 bytes, so that each length is one byte.
        (message[0], message[1]) = ((1 << 3) | Bytes, checked((byte)(message.Length - 2)));
        (message[2], message[3]) = ((1 << 3) | Bytes, checked((byte)name.Length));
        name.CopyTo(message, 4);
        message[^5] = (2 << 3) | Fixed32;
        BinaryPrimitives.WriteSingleLittleEndian(message.AsSpan(^4), value);
        return message;
    }

    private ReadOnlySpan<byte> Close()
    {
        int length = content.Count - Head;
        content.AddRange((ReadOnlySpan<byte>)stackalloc byte[sizeof(uint)]);
        Span<byte> record = CollectionsMarshal.AsSpan(content);
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], Crc32C.Masked(record[..sizeof(ulong)]));
        BinaryPrimitives.WriteUInt32LittleEndian(record[^sizeof(uint)..], Crc32C.Masked(record.Slice(Head, length)));
        return record;
    }

    private void Text(int field, ReadOnlySpan<byte> text)
    {
        Key(field, Bytes);
        Number((ulong)text.Length);
        content.AddRange(text);
    }

    private void Key(int field, int type) => Number(((ulong)field << 3) | (uint)type);

    // Seven bits a byte, the lowest first; the top bit says that more follow.
    private void Number(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
            content.Add((byte)(value | 0x80));
        content.Add((byte)value);
    }
}

using System.Buffers.Binary;
using VectorLoss.Lanes;

namespace VectorLoss.Data;

/// <summary>Numbers to little-endian bytes, in pieces, whatever order the machine has.</summary>
internal static class LittleEndian
{
    private const int Piece = 1 << 12;

    /// <summary>Writes numbers of a type that <see cref="Elements.Of"/> knows.</summary>
    internal static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : struct
    {
        if (IsOwn<T>())
        {
            stream.Write(Refs.Bytes(values));
            return;
        }
        int size = Elements.Size(Elements.Of<T>()!.Value);
        byte[] buffer = new byte[Math.Min(values.Length, Piece) * size];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, Piece);
            for (int i = 0; i < count; i++)
                Put(buffer.AsSpan(i * size), values[i]);
            stream.Write(buffer, 0, count * size);
            values = values[count..];
        }
    }

    /// <summary>The bytes of numbers of such a type.</summary>
    internal static byte[] Bytes<T>(ReadOnlySpan<T> values) where T : struct
    {
        byte[] bytes = new byte[checked(values.Length * Elements.Size(Elements.Of<T>()!.Value))];
        using MemoryStream stream = new(bytes);
        Write(stream, values);
        return bytes;
    }

    // One move; a truth value may be any byte in memory.
    private static bool IsOwn<T>() => BitConverter.IsLittleEndian && typeof(T) != typeof(bool);

    // The tests are constants to the compiler: each T keeps one line, and nothing is boxed.
    private static void Put<T>(Span<byte> to, T value) where T : struct
    {
        if (typeof(T) == typeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(to, (float)(object)value);
        else if (typeof(T) == typeof(double))
            BinaryPrimitives.WriteDoubleLittleEndian(to, (double)(object)value);
        else if (typeof(T) == typeof(Half))
            BinaryPrimitives.WriteHalfLittleEndian(to, (Half)(object)value);
        else if (typeof(T) == typeof(int))
            BinaryPrimitives.WriteInt32LittleEndian(to, (int)(object)value);
        else if (typeof(T) == typeof(uint))
            BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)(object)value);
        else if (typeof(T) == typeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(to, (long)(object)value);
        else if (typeof(T) == typeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(to, (ulong)(object)value);
        else if (typeof(T) == typeof(short))
            BinaryPrimitives.WriteInt16LittleEndian(to, (short)(object)value);
        else if (typeof(T) == typeof(ushort))
            BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(object)value);
        else
            to[0] = Byte(value);
    }

    private static byte Byte<T>(T value) where T : struct
        => typeof(T) == typeof(bool) ? ((bool)(object)value ? (byte)1 : (byte)0)
        : typeof(T) == typeof(sbyte) ? (byte)(sbyte)(object)value
        : (byte)(object)value;
}

using System.Buffers.Binary;

namespace VectorLoss.Data;

/// <summary>Numbers to little-endian bytes, in pieces, whatever order the machine has.</summary>
internal static class LittleEndian
{
    private const int Piece = 1 << 12;

    /// <summary>Whether <typeparamref name="T"/> is one of the four that files are written in.</summary>
    internal static bool Writes<T>()
        => typeof(T) == typeof(float) || typeof(T) == typeof(double)
        || typeof(T) == typeof(int) || typeof(T) == typeof(long);

    /// <summary>The bytes of one element.</summary>
    internal static int Size<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(int) ? 4 : 8;

    internal static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : struct
    {
        int size = Size<T>();
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

    // The tests are constants to the compiler: each T keeps one line, and nothing is boxed.
    private static void Put<T>(Span<byte> to, T value) where T : struct
    {
        if (typeof(T) == typeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(to, (float)(object)value);
        else if (typeof(T) == typeof(double))
            BinaryPrimitives.WriteDoubleLittleEndian(to, (double)(object)value);
        else if (typeof(T) == typeof(int))
            BinaryPrimitives.WriteInt32LittleEndian(to, (int)(object)value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(to, (long)(object)value);
    }
}

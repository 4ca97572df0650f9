using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>Elements of files as little-endian bytes, whatever order the machine has.</summary>
internal static class Elements
{
    /// <summary>The bytes of one element.</summary>
    public static int Size(NpyElement element) => element switch
    {
        NpyElement.Boolean or NpyElement.SByte or NpyElement.Byte => 1,
        NpyElement.Int16 or NpyElement.UInt16 or NpyElement.Half => 2,
        NpyElement.Int32 or NpyElement.UInt32 or NpyElement.Single => 4,
        _ => 8,
    };

    /// <summary>The element that a type of C# is, null if none.</summary>
    public static NpyElement? Of<T>()
        => typeof(T) == typeof(bool) ? NpyElement.Boolean
        : typeof(T) == typeof(sbyte) ? NpyElement.SByte
        : typeof(T) == typeof(byte) ? NpyElement.Byte
        : typeof(T) == typeof(short) ? NpyElement.Int16
        : typeof(T) == typeof(ushort) ? NpyElement.UInt16
        : typeof(T) == typeof(int) ? NpyElement.Int32
        : typeof(T) == typeof(uint) ? NpyElement.UInt32
        : typeof(T) == typeof(long) ? NpyElement.Int64
        : typeof(T) == typeof(ulong) ? NpyElement.UInt64
        : typeof(T) == typeof(Half) ? NpyElement.Half
        : typeof(T) == typeof(float) ? NpyElement.Single
        : typeof(T) == typeof(double) ? NpyElement.Double
        : null;

    /// <summary>
    /// One element as a number of another type: rounded to nearest, or its low bits for a whole number.
    /// </summary>
    public static T Read<T>(NpyElement element, ReadOnlySpan<byte> from) where T : struct, INumber<T> => element switch
    {
        NpyElement.Boolean => from[0] == 0 ? T.Zero : T.One,
        NpyElement.SByte => T.CreateTruncating((sbyte)from[0]),
        NpyElement.Byte => T.CreateTruncating(from[0]),
        NpyElement.Int16 => T.CreateTruncating(BinaryPrimitives.ReadInt16LittleEndian(from)),
        NpyElement.UInt16 => T.CreateTruncating(BinaryPrimitives.ReadUInt16LittleEndian(from)),
        NpyElement.Int32 => T.CreateTruncating(BinaryPrimitives.ReadInt32LittleEndian(from)),
        NpyElement.UInt32 => T.CreateTruncating(BinaryPrimitives.ReadUInt32LittleEndian(from)),
        NpyElement.Int64 => T.CreateTruncating(BinaryPrimitives.ReadInt64LittleEndian(from)),
        NpyElement.UInt64 => T.CreateTruncating(BinaryPrimitives.ReadUInt64LittleEndian(from)),
        NpyElement.Half => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(from)),
        NpyElement.Single => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(from)),
        _ => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(from)),
    };
}

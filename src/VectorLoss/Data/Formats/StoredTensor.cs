using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>One named tensor of a <see cref="SafetensorsFile"/>, row-major. Immutable.</summary>
public sealed class StoredTensor
{
    private readonly string file;
    private readonly int[] shape;
    private readonly byte[] bytes;
    private readonly Action<Stream>? write;

    /// <summary>A tensor.</summary>
    /// <param name="file">Its file, for messages.</param>
    /// <param name="entry">What the header says of it.</param>
    /// <param name="littleEndian">Its bytes; none where it is only written.</param>
    /// <param name="write">Writes its bytes, or null.</param>
    internal StoredTensor(string file, TensorEntry entry, byte[] littleEndian, Action<Stream>? write = null)
    {
        (this.file, this.write, Length) = (file, write, entry.Length);
        (Name, shape, Type) = (entry.Name, entry.Shape, entry.Type);
        bytes = littleEndian;
        ShapeArithmetic.TryCount(shape, out long count);
        Count = (int)count;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The sizes, outermost first; empty for a single number.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>The element type as the file names it, such as F32, F64, BF16 or I64.</summary>
    public string Type { get; }

    /// <summary>Whether <see cref="CopyTo"/> reads elements of this type.</summary>
    public bool CanRead => Type == TensorType.BFloat16 || TensorType.Element(Type) is not null;

    /// <summary>The bytes of a tensor that was read or copied.</summary>
    internal ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The number of bytes.</summary>
    internal long Length { get; }

    internal void WriteTo(Stream stream)
    {
        if (write is not null)
            write(stream);
        else
            stream.Write(bytes);
    }

    /// <summary>
    /// Copies the elements. Halves, bfloat16 and whole numbers are widened; what <typeparamref name="T"/> cannot hold
    /// is rounded to nearest.
    /// </summary>
    /// <param name="destination"><see cref="Count"/> numbers.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="DataFormatException">The element type is not read, see <see cref="CanRead"/>.</exception>
    public void CopyTo<T>(Span<T> destination) where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length != Count)
        {
            string message = $"Length {destination.Length} where the {Count} elements of {Excerpt.Of(Name)} go.";
            throw new ArgumentException(message, nameof(destination));
        }
        if (Type == TensorType.BFloat16)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                int upper = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) << 16;
                destination[i] = T.CreateTruncating(BitConverter.Int32BitsToSingle(upper));
            }
            return;
        }
        if (TensorType.Element(Type) is not { } element)
        {
            string reason = $"tensor {Excerpt.Of(Name)}: type {Excerpt.Of(Type)} is not read; {TensorType.Read}";
            throw new DataFormatException(file, reason);
        }
        int size = Elements.Size(element);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = Elements.Read<T>(element, bytes.AsSpan(size * i, size));
    }

    /// <summary>Name, type and shape for a message.</summary>
    public override string ToString() => $"{Excerpt.Of(Name)} ({Excerpt.Of(Type)}, {ShapeArithmetic.Name(shape)})";
}

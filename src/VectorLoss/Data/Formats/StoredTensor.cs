using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>One named tensor of a <see cref="SafetensorsFile"/>, row-major, of floats or doubles. Immutable.</summary>
public sealed class StoredTensor
{
    private readonly int[] shape;
    private readonly byte[] bytes;

    internal StoredTensor(string name, int[] shape, int elementSize, byte[] littleEndian)
    {
        Name = name;
        this.shape = shape;
        ElementSize = elementSize;
        bytes = littleEndian;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The sizes, outermost first; empty for a single number.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count => bytes.Length / ElementSize;

    /// <summary>Bytes of an element: 4 for F32 (float), 8 for F64 (double).</summary>
    public int ElementSize { get; }

    internal ReadOnlySpan<byte> Bytes => bytes;

    internal string Type => ElementSize == 4 ? "F32" : "F64";

    /// <summary>Copies the elements; a stored double becomes a float by rounding to nearest.</summary>
    /// <param name="destination"><see cref="Count"/> numbers.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo<T>(Span<T> destination) where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length != Count)
        {
            string message = $"Length {destination.Length} where the {Count} elements of {Name} go.";
            throw new ArgumentException(message, nameof(destination));
        }
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = ElementSize == 4
                ? T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i)))
                : T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8 * i)));
        }
    }
}

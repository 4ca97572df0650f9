using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Data;

/// <summary>An array read from a NumPy file: row-major, whatever order the file had. Immutable.</summary>
public sealed class NpyArray
{
    private readonly int[] shape;
    private readonly byte[] bytes;

    internal NpyArray(int[] shape, NpyElement element, byte[] littleEndianRowMajor)
    {
        this.shape = shape;
        Element = element;
        bytes = littleEndianRowMajor;
    }

    /// <summary>The sizes, outermost first; empty for a single number.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>What the file's elements are.</summary>
    public NpyElement Element { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>, 1 for a single number.</summary>
    public int Count => bytes.Length / SizeOf(Element);

    /// <summary>Whether the elements are whole numbers or truth values, not floating point.</summary>
    public bool IsInteger => Element is NpyElement.Boolean or NpyElement.Byte or NpyElement.Int32 or NpyElement.Int64;

    /// <summary>All elements as doubles, row-major. 64-bit whole numbers above 2⁵³ are rounded.</summary>
    public double[] ToDoubles() => Convert<double>();

    /// <summary>All elements as floats, row-major, rounded to nearest.</summary>
    public float[] ToSingles() => Convert<float>();

    /// <summary>All elements as whole numbers, row-major; true is 1.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating point.</exception>
    public long[] ToInt64s()
        => IsInteger ? Convert<long>()
            : throw new InvalidOperationException($"{Element} elements are not whole numbers.");

    internal static int SizeOf(NpyElement element) => element switch
    {
        NpyElement.Boolean or NpyElement.Byte => 1,
        NpyElement.Half => 2,
        NpyElement.Int32 or NpyElement.Single => 4,
        _ => 8,
    };

    /// <summary>
    /// Reorders elements whose first index moves fastest, by counting through all indices like an odometer.
    /// </summary>
    internal static byte[] RowMajor(byte[] fortran, int[] shape, int size)
    {
        byte[] result = new byte[fortran.Length];
        int[] index = new int[shape.Length];
        int[] strides = new int[shape.Length];
        int stride = size;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        int from = 0;
        for (int to = 0; to < result.Length; to += size)
        {
            fortran.AsSpan(from, size).CopyTo(result.AsSpan(to));
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    private T[] Convert<T>() where T : struct, INumber<T>
    {
        var result = new T[Count];
        int size = SizeOf(Element);
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<byte> from = bytes.AsSpan(i * size, size);
            result[i] = Element switch
            {
                NpyElement.Boolean => from[0] == 0 ? T.Zero : T.One,
                NpyElement.Byte => T.CreateTruncating(from[0]),
                NpyElement.Int32 => T.CreateTruncating(BinaryPrimitives.ReadInt32LittleEndian(from)),
                NpyElement.Int64 => T.CreateTruncating(BinaryPrimitives.ReadInt64LittleEndian(from)),
                NpyElement.Half => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(from)),
                NpyElement.Single => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(from)),
                _ => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(from)),
            };
        }
        return result;
    }
}

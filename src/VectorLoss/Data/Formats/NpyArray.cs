using System.Numerics;

namespace VectorLoss.Data;

/// <summary>An array of a NumPy file: row-major, whatever order the file had. Immutable.</summary>
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
    public int Count => bytes.Length / Elements.Size(Element);

    /// <summary>Whether the elements are whole numbers or truth values, not floating point.</summary>
    public bool IsInteger => Element < NpyElement.Half;

    internal ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Makes an array to be written.</summary>
    /// <param name="shape">The sizes, outermost first; empty for a single number.</param>
    /// <param name="values">The elements, row-major; they are copied.</param>
    /// <typeparam name="T">float, double, Half, bool, or a whole number of 8 to 64 bits.</typeparam>
    /// <exception cref="ArgumentException">
    /// Shape and number of elements do not agree, or the type is not written.
    /// </exception>
    public static NpyArray Of<T>(ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : struct
    {
        NpyElement element = Npy.Check(shape, values);
        return new(shape.ToArray(), element, LittleEndian.Bytes(values));
    }

    /// <summary>All elements as doubles, row-major. 64-bit whole numbers above 2⁵³ are rounded.</summary>
    public double[] ToDoubles() => Convert<double>();

    /// <summary>All elements as floats, row-major, rounded to nearest.</summary>
    public float[] ToSingles() => Convert<float>();

    /// <summary>All elements as whole numbers, row-major; true is 1.</summary>
    /// <exception cref="InvalidOperationException">
    /// The elements are floating point, or one is above the largest <see cref="long"/>.
    /// </exception>
    public long[] ToInt64s()
    {
        if (!IsInteger)
            throw new InvalidOperationException($"{Element} elements are not whole numbers.");
        long[] numbers = Convert<long>();
        return Element != NpyElement.UInt64 || Array.FindIndex(numbers, static number => number < 0) is < 0
            ? numbers : throw new InvalidOperationException($"An element is above {long.MaxValue}.");
    }

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
        int size = Elements.Size(Element);
        for (int i = 0; i < result.Length; i++)
            result[i] = Elements.Read<T>(Element, bytes.AsSpan(i * size, size));
        return result;
    }
}

using System.Runtime.InteropServices;

namespace VectorLoss.Cli;

/// <summary>An array as JSON, nested by its shape. The text of the array is kept, so that an array that differs in one
/// number costs one number.</summary>
internal sealed class NumberText
{
    private readonly Utf8Line kept = new();
    private readonly double[] values;
    private readonly int[] begins;
    private readonly int[] ends;

    public NumberText(int[] shape, double[] values)
    {
        this.values = values;
        (begins, ends) = (new int[values.Length], new int[values.Length]);
        int next = 0;
        Nest(shape, ref next);
    }

    /// <summary>Writes an array of the same shape.</summary>
    /// <param name="into">Receives the text.</param>
    /// <param name="numbers">Its numbers, row by row.</param>
    public void Write(Utf8Line into, ReadOnlySpan<double> numbers)
    {
        // By bits: 0 and −0 are different numbers to print, and NaN is equal to itself.
        ReadOnlySpan<long> old = MemoryMarshal.Cast<double, long>(values);
        ReadOnlySpan<long> now = MemoryMarshal.Cast<double, long>(numbers);
        int copied = 0;
        for (int i = 0; ; i++)
        {
            i += old[i..].CommonPrefixLength(now[i..]);
            if (i == old.Length)
                break;
            into.Add(kept.Written[copied..begins[i]]);
            into.Add(numbers[i]);
            copied = ends[i];
        }
        into.Add(kept.Written[copied..]);
    }

    private void Nest(ReadOnlySpan<int> shape, ref int next)
    {
        if (shape.IsEmpty)
        {
            begins[next] = kept.Length;
            kept.Add(values[next]);
            ends[next++] = kept.Length;
            return;
        }
        for (int i = 0; i < shape[0]; i++)
        {
            kept.Add(i == 0 ? "["u8 : ","u8);
            Nest(shape[1..], ref next);
        }
        kept.Add(shape[0] == 0 ? "[]"u8 : "]"u8);
    }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Matrices;

/// <summary>Copies parts of a factor into contiguous memory, where a tile cannot read them well in place.</summary>
internal static class MatrixPacking
{
    /// <summary>
    /// Packs <paramref name="width"/> columns of a factor into rows of <paramref name="padded"/> numbers. The numbers
    /// in the padding are multiplied but never stored.
    /// </summary>
    /// <param name="b">The factor, from the first element to pack on.</param>
    /// <param name="depth">The rows to pack.</param>
    /// <param name="width">The columns to pack.</param>
    /// <param name="padded">The numbers of a packed row, at least <paramref name="width"/>.</param>
    /// <param name="packed">Receives depth · padded numbers.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Panel<V, T>(scoped in Operand<T> b, int depth, int width, int padded, Span<T> packed)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly T from = ref Refs.Start(b.Values);
        ref T to = ref Refs.Start(packed);
        if (b.ColumnStep == 1)
        {
            int whole = CopyRows<V, T>(b, depth, padded, packed);
            Stores.Zero<V, T>(packed[(whole * padded)..(depth * padded)]);
            CopyNumbers(depth - whole, width, in Refs.AddReadOnly(in from, b.At(whole, 0)), b.RowStep,
                ref Refs.Add(ref to, (nint)whole * padded), padded);
            return;
        }

        if (width < padded)
        {
            Stores.Zero<V, T>(packed[..(depth * padded)]);
        }

        // The factor is stored by columns: its columns are rows of the memory.
        Debug.Assert(b.RowStep == 1);
        Transposition.Write(in from, b.ColumnStep, width, depth, ref to, padded);
    }

    /// <summary>Copies a part of a matrix number by number, because it is narrower than a register.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void CopyNumbers<T>(
        int rows, int columns, ref readonly T from, nint fromRow, ref T to, nint toRow)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Refs.Add(ref to, row * toRow + column) = Refs.AddReadOnly(in from, row * fromRow + column);
            }
        }
    }

    /// <summary>
    /// Copies rows in whole registers, which also reads and writes beyond the end of a row, as long as the spans have
    /// room. Returns the number of rows copied.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int CopyRows<V, T>(scoped in Operand<T> b, int depth, int padded, Span<T> packed)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int whole = (padded + V.Count - 1) / V.Count * V.Count;
        int most = Math.Min(b.Values.Length, packed.Length) < whole ? 0
            : 1 + Math.Min((b.Values.Length - whole) / b.RowStep, (packed.Length - whole) / padded);
        ref readonly T from = ref Refs.Start(b.Values);
        ref T to = ref Refs.Start(packed);
        int k = 0;
        for (; k < depth && k < most; k++)
        {
            V.Store(V.Load(in from, 0), ref to, 0);
            for (nint column = V.Count; column < padded; column += V.Count)
            {
                V.Store(V.Load(in from, column), ref to, column);
            }

            from = ref Refs.AddReadOnly(in from, b.RowStep);
            to = ref Refs.Add(ref to, padded);
        }

        return k;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>Lays parts of matrices together where a tile cannot read or write them in place.</summary>
internal static class MatrixPacking
{
    /// <summary>
    /// Packs <paramref name="width"/> columns of B into rows of <paramref name="padded"/> numbers, whole registers.
    /// What stands in the padding is multiplied but never stored.
    /// </summary>
    public static void Panel<V, T>(Operand<T> b, int depth, int width, int padded, Span<T> packed)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = 0, column = 0;
        if (b.ColumnStep == 1)
        {
            k = Rows<V, T>(b, depth, padded, packed);
            packed[(k * padded)..(depth * padded)].Clear();
        }
        else
        {
            packed[..(depth * padded)].Clear();
            column = width - width % Transpose.Side;
            k = depth - depth % Transpose.Side;
            Blocks(b, k, column, padded, packed);
            Numbers(b, 0, k, column, width, padded, packed);
        }

        Numbers(b, k, depth, 0, width, padded, packed);
    }

    /// <summary>Copies a part of a matrix, number by number: it is narrower than a tile.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Move<T>(int rows, int columns, ref readonly T from, nint fromRow, ref T to, nint toRow)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Walk.On(ref to, row * toRow + column) = Walk.From(in from, row * fromRow + column);
            }
        }
    }

    /// <summary>Copies rows in whole registers, past their end too, as long as there is memory; tells how many.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Rows<V, T>(Operand<T> b, int depth, int padded, Span<T> packed)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly T from = ref Walk.Start(b.Values);
        ref T to = ref Walk.Start(packed);
        int k = 0;
        for (; k < depth && b.At(k, padded) <= b.Values.Length; k++)
        {
            for (int column = 0; column < padded; column += V.Count)
            {
                V.Store(V.Load(in from, b.At(k, column)), ref to, (nint)k * padded + column);
            }
        }

        return k;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Blocks<T>(Operand<T> b, int depth, int width, int padded, Span<T> packed) where T : unmanaged
    {
        ref readonly T from = ref Walk.Start(b.Values);
        ref T to = ref Walk.Start(packed);
        for (int column = 0; column < width; column += Transpose.Side)
        {
            for (int k = 0; k < depth; k += Transpose.Side)
            {
                Transpose.Block(in Walk.From(in from, b.At(k, column)), b.ColumnStep,
                                ref Walk.On(ref to, (nint)k * padded + column), padded);
            }
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Numbers<T>(
        Operand<T> b, int firstRow, int endRow, int firstColumn, int endColumn, int padded, Span<T> packed)
    {
        for (int k = firstRow; k < endRow; k++)
        {
            for (int column = firstColumn; column < endColumn; column++)
            {
                packed[k * padded + column] = b.Values[(int)b.At(k, column)];
            }
        }
    }
}

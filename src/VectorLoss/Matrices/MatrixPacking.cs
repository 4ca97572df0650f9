using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>Lays parts of matrices together where a tile cannot read or write them in place.</summary>
internal static class MatrixPacking
{
    /// <summary>
    /// Packs <paramref name="width"/> columns of a factor into rows of <paramref name="padded"/> numbers. What
    /// stands in the padding is multiplied but never stored.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Panel<V, T>(scoped in Operand<T> b, int depth, int width, int padded, Span<T> packed)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly T from = ref Refs.Start(b.Values);
        ref T to = ref Refs.Start(packed);
        if (b.ColumnStep == 1)
        {
            int whole = Rows<V, T>(b, depth, padded, packed);
            packed[(whole * padded)..(depth * padded)].Clear();
            Move(depth - whole, width, in Refs.From(in from, b.At(whole, 0)), b.RowStep,
                 ref Refs.On(ref to, (nint)whole * padded), padded);
            return;
        }

        if (width < padded)
        {
            packed[..(depth * padded)].Clear();
        }

        Turn(in from, b.ColumnStep, width, depth, ref to, padded);
    }

    /// <summary>Copies a part of a matrix, number by number: it is narrower than a register.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Move<T>(int rows, int columns, ref readonly T from, nint fromRow, ref T to, nint toRow)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Refs.On(ref to, row * toRow + column) = Refs.From(in from, row * fromRow + column);
            }
        }
    }

    /// <summary>Copies rows in whole registers, past their end too, while there is memory; tells how many.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Rows<V, T>(scoped in Operand<T> b, int depth, int padded, Span<T> packed)
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

            from = ref Refs.From(in from, b.RowStep);
            to = ref Refs.On(ref to, padded);
        }

        return k;
    }

    /// <summary>Rows become columns. The last blocks overlap those before: what is written twice is the same.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Turn<T>(
        ref readonly T from, nint fromRow, int rows, int columns, ref T to, nint toRow) where T : unmanaged
    {
        if (rows < Transpose.Side || columns < Transpose.Side)
        {
            for (int row = 0; row < rows; row++)
            {
                Move(columns, 1, in Refs.From(in from, row * fromRow), 1, ref Refs.On(ref to, row), toRow);
            }

            return;
        }

        for (int top = 0, height; top < rows; top += height)
        {
            height = rows - top >= Transpose.TallSide ? Transpose.TallSide : Transpose.Side;
            nint row = Math.Min(top, rows - height);
            ref readonly T source = ref Refs.From(in from, row * fromRow);
            for (nint left = 0; left < columns; left += Transpose.Side)
            {
                nint column = Math.Min(left, columns - Transpose.Side);
                ref T target = ref Refs.On(ref to, column * toRow + row);
                if (height == Transpose.TallSide)
                {
                    Transpose.Tall(in Refs.From(in source, column), fromRow, ref target, toRow);
                }
                else
                {
                    Transpose.Block(in Refs.From(in source, column), fromRow, ref target, toRow);
                }
            }
        }
    }
}

using System.Runtime.InteropServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>Rows or columns of a tile: as many as a struct has bytes.</summary>
/// <remarks>
/// The compiler knows <c>sizeof</c> when it reads a condition, and leaves out what is not for this size. A property it would know only
/// after it had read both branches: the first steps of a training run then came 0.1 s later.
/// </remarks>
internal interface ISize;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct Size1 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Size2 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Size3 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Size4 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Size5 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Size6 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Size7 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Size8 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal readonly struct Size9 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal readonly struct Size10 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal readonly struct Size11 : ISize;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal readonly struct Size12 : ISize;

/// <summary>Columns of a tile: fewer than its register has, so that only its first lanes are stored.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct Part : ISize;

/// <summary>Columns of a tile: two registers, and a third that may be half as wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Edged : ISize;

/// <summary>Where a tile reads and writes: rows of A, columns of B and C, all of k.</summary>
internal ref struct Tile<T>
{
    public ref readonly T A, B;
    public ref T C;
    public nint K, ARow, AStep, BStep, CRow;

    // Where the second and the third register of a row begin.
    public nint Right, Edge;

    public int Width;
    public T Alpha;

    // Whether C is kept and α times the product added; otherwise C is written without being read, and α is 1.
    public bool Adds;
}

/// <summary>Scratch memory of one product, and what is packed in it.</summary>
internal readonly ref struct Packed<T> where T : unmanaged
{
    public readonly Span<T> A, B;

    public Packed(int b, int a)
    {
        Span<T> scratch = Scratch<T>.Borrow(b + a);
        B = scratch[..b];
        A = scratch.Slice(b, a);
    }
}

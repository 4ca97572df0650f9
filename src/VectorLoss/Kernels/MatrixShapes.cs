using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A number that the compiler knows while it builds a tile.</summary>
internal interface ISize
{
    static abstract int Count { get; }

    /// <summary>Whether the register is wider than the result, so that only its first lanes are stored.</summary>
    static virtual bool IsPart => false;
}

internal readonly struct Size1 : ISize { public static int Count => 1; }
internal readonly struct Size2 : ISize { public static int Count => 2; }
internal readonly struct Size3 : ISize { public static int Count => 3; }
internal readonly struct Size4 : ISize { public static int Count => 4; }
internal readonly struct Size5 : ISize { public static int Count => 5; }
internal readonly struct Size6 : ISize { public static int Count => 6; }
internal readonly struct Size7 : ISize { public static int Count => 7; }
internal readonly struct Size8 : ISize { public static int Count => 8; }
internal readonly struct Size9 : ISize { public static int Count => 9; }
internal readonly struct Size10 : ISize { public static int Count => 10; }
internal readonly struct Size11 : ISize { public static int Count => 11; }
internal readonly struct Size12 : ISize { public static int Count => 12; }

/// <summary>Columns of a tile: fewer than its register has.</summary>
internal readonly struct Part : ISize
{
    public static int Count => 1;

    public static bool IsPart => true;
}

/// <summary>Columns of a tile: two registers, and a third that may be half as wide.</summary>
internal readonly struct Edged : ISize { public static int Count => 3; }

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

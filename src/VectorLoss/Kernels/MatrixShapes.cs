namespace VectorLoss.Kernels;

/// <summary>A number that the compiler knows while it builds a tile.</summary>
internal interface ISize
{
    static abstract int Count { get; }
}

internal readonly struct Size0 : ISize { public static int Count => 0; }
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

/// <summary>What a tile lays together for the tiles after it, as it reads.</summary>
internal interface ICopy
{
    static abstract bool A { get; }
    static abstract bool B { get; }
}

internal readonly struct CopyNone : ICopy { public static bool A => false; public static bool B => false; }
internal readonly struct CopyA : ICopy { public static bool A => true; public static bool B => false; }
internal readonly struct CopyB : ICopy { public static bool A => false; public static bool B => true; }
internal readonly struct CopyBoth : ICopy { public static bool A => true; public static bool B => true; }

/// <summary>Where a tile reads and writes: rows of A, columns of B and C, all of k.</summary>
internal ref struct Tile<T>
{
    public ref readonly T A, B;
    public ref T C, CopyA, CopyB;
    public nint K, ARow, AStep, BStep, CRow;
    public T Alpha, Beta;
}

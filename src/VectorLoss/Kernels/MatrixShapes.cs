using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>A number that the compiler knows while it builds a tile.</summary>
internal interface ISize
{
    static abstract int Count { get; }
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

/// <summary>Where a tile reads and writes: rows of A, columns of B and C, all of k.</summary>
internal ref struct Tile<T>
{
    public ref readonly T A, B;
    public ref T C;
    public nint K, ARow, AStep, BStep, CRow;
    public T Alpha, Beta;
}

/// <summary>Scratch memory of one product, and what is packed in it.</summary>
internal readonly ref struct Packed<T> where T : unmanaged
{
    public readonly Span<T> Spare, A, B;
    public readonly bool AllOfB;

    public Packed(int spare, int b, int a, bool allOfB)
    {
        Span<T> scratch = Scratch<T>.Borrow(spare + b + a);
        Spare = scratch[..spare];
        B = scratch.Slice(spare, b);
        A = scratch.Slice(spare + b, a);
        AllOfB = allOfB;
    }
}

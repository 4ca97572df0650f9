using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>The packed factors of one product, in scratch memory. A factor that is not packed is empty.</summary>
internal readonly ref struct PackedFactors<T> where T : unmanaged
{
    /// <summary>The packed strip of A, and the packed columns of B.</summary>
    public readonly Span<T> A, B;

    /// <summary>The most rows of a tile in the packed strip of A.</summary>
    public readonly int TileRows;

    /// <summary>Columns of B that are packed at a time. The next ones take their place.</summary>
    public readonly int GroupColumns;

    /// <summary>Borrows the memory.</summary>
    /// <param name="b">Numbers of the packed block of B.</param>
    /// <param name="a">Numbers of the packed strip of A.</param>
    /// <param name="tileRows">The most rows of a tile in the packed strip of A.</param>
    /// <param name="groupColumns">Columns of B that are packed at a time.</param>
    public PackedFactors(int b, int a, int tileRows, int groupColumns)
    {
        Span<T> scratch = Scratch<T>.Borrow(b + a);
        B = scratch[..b];
        A = scratch.Slice(b, a);
        TileRows = tileRows;
        GroupColumns = groupColumns;
    }

    /// <summary>Whether A is packed.</summary>
    public bool HasA
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !A.IsEmpty;
    }

    /// <summary>Whether B is packed.</summary>
    public bool HasB
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !B.IsEmpty;
    }

    /// <summary>Where the panel of B from a column on lies in <see cref="B"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Place(int column, int depth) => column % GroupColumns * depth;

    /// <summary>
    /// The most rows of a tile: the height that the caller prefers, or the height in which A was packed. Tiles of
    /// another height would read packed rows from the wrong places.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MostRows(int preferred) => HasA ? TileRows : preferred;
}

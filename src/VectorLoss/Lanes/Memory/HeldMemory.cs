using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Packs floats as the doubles of <see cref="HeldFloats"/>.</summary>
internal static class HeldMemory
{
    /// <summary>
    /// Packs up to four rows of a matrix side by side in the order of their columns; those that are missing are 0.
    /// </summary>
    /// <param name="from">The first number.</param>
    /// <param name="rowStep">From one row to the next.</param>
    /// <param name="columnStep">From one column to the next.</param>
    /// <param name="rows">1 to 4 rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="packed">Receives four doubles a column.</param>
    /// <returns>The extremes of the numbers.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static HeldExtremes Pack(
        ref readonly float from, nint rowStep, nint columnStep, int rows, int columns, Span<double> packed)
    {
        Debug.Assert(rows is >= 1 and <= 4 && packed.Length >= HeldFloats.Count * columns);
        // A row that is missing is read from the first one, and then cleared.
        nint second = rows > 1 ? rowStep : 0, third = rows > 2 ? 2 * rowStep : 0, fourth = rows > 3 ? 3 * rowStep : 0;
        Vector128<float> isThere = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(rows)).AsSingle();
        Vector128<uint> most = Vector128<uint>.Zero, fewest = Vector128<uint>.AllBitsSet;
        ref double to = ref Refs.Start(packed);
        for (; columns > 0; columns--)
        {
            Vector128<float> column = isThere & Vector128.Create(from, Refs.AddReadOnly(in from, second),
                Refs.AddReadOnly(in from, third), Refs.AddReadOnly(in from, fourth));
            Vector128<uint> size = Vector128.Abs(column).AsUInt32();
            most = Vector128.Max(most, size);
            fewest = Vector128.Min(fewest, size - Vector128<uint>.One);
            HeldFloats.Widen(column).Store(ref to);
            from = ref Refs.AddReadOnly(in from, columnStep);
            to = ref Refs.Add(ref to, HeldFloats.Count);
        }
        return HeldExtremes.Of(most, fewest);
    }
}

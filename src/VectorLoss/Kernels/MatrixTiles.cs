using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// The innermost loop of the matrix product: a few rows by one or two registers of C, held in registers for all of k.
/// Each sum is one chain of fused multiply-adds from 0. A is read by two steps, so that it may be transposed; the row
/// of B lies contiguous.
/// </summary>
/// <remarks>
/// One body serves every shape: rows and columns are type parameters, so a shape keeps the sums it has and drops the
/// rest. The sums are plain locals because the compiler keeps neither arrays nor larger structs in registers; a pair
/// of sums in a struct cost a register move for every second product (35 instructions a step instead of 29 for six
/// rows by two registers) and spilled with twelve rows. A loop of 256 steps runs at 97 % of a loop without memory.
/// </remarks>
internal static class MatrixTiles<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Most rows of a tile two registers wide: 24 sums in the 32 registers of AVX-512, else 12 in 16.</summary>
    public static unsafe int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Count * sizeof(T) == 64 ? 12 : 6;
    }

    /// <summary>The most rows of a tile one register wide.</summary>
    public const int NarrowRows = 12;

    /// <summary>C = α·A·B + β·C for 1 to 12 rows.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Run<TColumns>(int rows, scoped in Tile<T> t)
        where TColumns : struct, ISize
    {
        switch (rows)
        {
            case 1: Run<Size1, TColumns>(in t); break;
            case 2: Run<Size2, TColumns>(in t); break;
            case 3: Run<Size3, TColumns>(in t); break;
            case 4: Run<Size4, TColumns>(in t); break;
            case 5: Run<Size5, TColumns>(in t); break;
            case 6: Run<Size6, TColumns>(in t); break;
            case 7: Run<Size7, TColumns>(in t); break;
            case 8: Run<Size8, TColumns>(in t); break;
            case 9: Run<Size9, TColumns>(in t); break;
            case 10: Run<Size10, TColumns>(in t); break;
            case 11: Run<Size11, TColumns>(in t); break;
            case 12: Run<Size12, TColumns>(in t); break;
        }
    }

    // Optimised at once: the first call in the slowest tier would take as long as thousands of later ones.
    [MethodImpl(Compiled.AtOnce)]
    private static void Run<TRows, TColumns>(scoped in Tile<T> t)
        where TRows : struct, ISize
        where TColumns : struct, ISize
    {
        nint aRow = t.ARow, aStep = t.AStep, bStep = t.BStep, cRow = t.CRow;
        ref readonly T a = ref t.A;
        ref readonly T a3 = ref Walk.From(in a, 3 * aRow);
        ref readonly T a6 = ref Walk.From(in a, 6 * aRow);
        ref readonly T a9 = ref Walk.From(in a, 9 * aRow);
        ref readonly T b = ref t.B;
        V zero = V.Of(0);
        V l0 = zero, l1 = zero, l2 = zero, l3 = zero, l4 = zero, l5 = zero,
            l6 = zero, l7 = zero, l8 = zero, l9 = zero, l10 = zero, l11 = zero;
        V r0 = zero, r1 = zero, r2 = zero, r3 = zero, r4 = zero, r5 = zero,
            r6 = zero, r7 = zero, r8 = zero, r9 = zero, r10 = zero, r11 = zero;
        for (nint k = t.K; k > 0; k--)
        {
            V left = V.Load(in b, 0), right = TColumns.Count > 1 ? V.Load(in b, V.Count) : zero;
            if (TColumns.Count == 1)
            {
                l0 = V.MulAdd(in a, left, l0);
                if (TRows.Count > 1) l1 = V.MulAdd(in Walk.From(in a, aRow), left, l1);
                if (TRows.Count > 2) l2 = V.MulAdd(in Walk.From(in a, 2 * aRow), left, l2);
                if (TRows.Count > 3) l3 = V.MulAdd(in a3, left, l3);
                if (TRows.Count > 4) l4 = V.MulAdd(in Walk.From(in a3, aRow), left, l4);
                if (TRows.Count > 5) l5 = V.MulAdd(in Walk.From(in a3, 2 * aRow), left, l5);
                if (TRows.Count > 6) l6 = V.MulAdd(in a6, left, l6);
                if (TRows.Count > 7) l7 = V.MulAdd(in Walk.From(in a6, aRow), left, l7);
                if (TRows.Count > 8) l8 = V.MulAdd(in Walk.From(in a6, 2 * aRow), left, l8);
                if (TRows.Count > 9) l9 = V.MulAdd(in a9, left, l9);
                if (TRows.Count > 10) l10 = V.MulAdd(in Walk.From(in a9, aRow), left, l10);
                if (TRows.Count > 11) l11 = V.MulAdd(in Walk.From(in a9, 2 * aRow), left, l11);
            }
            else
            {
                Add(V.Broadcast(a), left, right, ref l0, ref r0);
                if (TRows.Count > 1) Add(V.Broadcast(Walk.From(in a, aRow)), left, right, ref l1, ref r1);
                if (TRows.Count > 2) Add(V.Broadcast(Walk.From(in a, 2 * aRow)), left, right, ref l2, ref r2);
                if (TRows.Count > 3) Add(V.Broadcast(a3), left, right, ref l3, ref r3);
                if (TRows.Count > 4) Add(V.Broadcast(Walk.From(in a3, aRow)), left, right, ref l4, ref r4);
                if (TRows.Count > 5) Add(V.Broadcast(Walk.From(in a3, 2 * aRow)), left, right, ref l5, ref r5);
                if (TRows.Count > 6) Add(V.Broadcast(a6), left, right, ref l6, ref r6);
                if (TRows.Count > 7) Add(V.Broadcast(Walk.From(in a6, aRow)), left, right, ref l7, ref r7);
                if (TRows.Count > 8) Add(V.Broadcast(Walk.From(in a6, 2 * aRow)), left, right, ref l8, ref r8);
                if (TRows.Count > 9) Add(V.Broadcast(a9), left, right, ref l9, ref r9);
                if (TRows.Count > 10) Add(V.Broadcast(Walk.From(in a9, aRow)), left, right, ref l10, ref r10);
                if (TRows.Count > 11) Add(V.Broadcast(Walk.From(in a9, 2 * aRow)), left, right, ref l11, ref r11);
            }

            a = ref Walk.From(in a, aStep);
            if (TRows.Count > 3) a3 = ref Walk.From(in a3, aStep);
            if (TRows.Count > 6) a6 = ref Walk.From(in a6, aStep);
            if (TRows.Count > 9) a9 = ref Walk.From(in a9, aStep);
            b = ref Walk.From(in b, bStep);
        }

        ref T c = ref t.C;
        V factor = V.Broadcast(t.Alpha);
        if (t.Beta == T.Zero)
        {
            Set<TColumns>(factor * l0, factor * r0, ref Walk.On(ref c, 0 * cRow));
            if (TRows.Count > 1) Set<TColumns>(factor * l1, factor * r1, ref Walk.On(ref c, 1 * cRow));
            if (TRows.Count > 2) Set<TColumns>(factor * l2, factor * r2, ref Walk.On(ref c, 2 * cRow));
            if (TRows.Count > 3) Set<TColumns>(factor * l3, factor * r3, ref Walk.On(ref c, 3 * cRow));
            if (TRows.Count > 4) Set<TColumns>(factor * l4, factor * r4, ref Walk.On(ref c, 4 * cRow));
            if (TRows.Count > 5) Set<TColumns>(factor * l5, factor * r5, ref Walk.On(ref c, 5 * cRow));
            if (TRows.Count > 6) Set<TColumns>(factor * l6, factor * r6, ref Walk.On(ref c, 6 * cRow));
            if (TRows.Count > 7) Set<TColumns>(factor * l7, factor * r7, ref Walk.On(ref c, 7 * cRow));
            if (TRows.Count > 8) Set<TColumns>(factor * l8, factor * r8, ref Walk.On(ref c, 8 * cRow));
            if (TRows.Count > 9) Set<TColumns>(factor * l9, factor * r9, ref Walk.On(ref c, 9 * cRow));
            if (TRows.Count > 10) Set<TColumns>(factor * l10, factor * r10, ref Walk.On(ref c, 10 * cRow));
            if (TRows.Count > 11) Set<TColumns>(factor * l11, factor * r11, ref Walk.On(ref c, 11 * cRow));
            return;
        }

        V keep = V.Broadcast(t.Beta);
        Merge<TColumns>(factor, l0, r0, keep, ref Walk.On(ref c, 0 * cRow));
        if (TRows.Count > 1) Merge<TColumns>(factor, l1, r1, keep, ref Walk.On(ref c, 1 * cRow));
        if (TRows.Count > 2) Merge<TColumns>(factor, l2, r2, keep, ref Walk.On(ref c, 2 * cRow));
        if (TRows.Count > 3) Merge<TColumns>(factor, l3, r3, keep, ref Walk.On(ref c, 3 * cRow));
        if (TRows.Count > 4) Merge<TColumns>(factor, l4, r4, keep, ref Walk.On(ref c, 4 * cRow));
        if (TRows.Count > 5) Merge<TColumns>(factor, l5, r5, keep, ref Walk.On(ref c, 5 * cRow));
        if (TRows.Count > 6) Merge<TColumns>(factor, l6, r6, keep, ref Walk.On(ref c, 6 * cRow));
        if (TRows.Count > 7) Merge<TColumns>(factor, l7, r7, keep, ref Walk.On(ref c, 7 * cRow));
        if (TRows.Count > 8) Merge<TColumns>(factor, l8, r8, keep, ref Walk.On(ref c, 8 * cRow));
        if (TRows.Count > 9) Merge<TColumns>(factor, l9, r9, keep, ref Walk.On(ref c, 9 * cRow));
        if (TRows.Count > 10) Merge<TColumns>(factor, l10, r10, keep, ref Walk.On(ref c, 10 * cRow));
        if (TRows.Count > 11) Merge<TColumns>(factor, l11, r11, keep, ref Walk.On(ref c, 11 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(V factor, V left, V right, ref V sumLeft, ref V sumRight)
    {
        sumLeft = V.MulAdd(factor, left, sumLeft);
        sumRight = V.MulAdd(factor, right, sumRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set<TColumns>(V left, V right, ref T place) where TColumns : struct, ISize
    {
        V.Store(left, ref place, 0);
        if (TColumns.Count > 1) V.Store(right, ref place, V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<TColumns>(V factor, V left, V right, V keep, ref T c) where TColumns : struct, ISize
    {
        V.Store(V.MulAdd(factor, left, keep * V.Load(in c, 0)), ref c, 0);
        if (TColumns.Count > 1) V.Store(V.MulAdd(factor, right, keep * V.Load(in c, V.Count)), ref c, V.Count);
    }
}

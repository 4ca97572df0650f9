using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>
/// The innermost loop of the matrix product. A tile of C is 1 to 14 rows by one register, two registers, or two and a
/// half. It stays in registers for all of k. Each sum is one chain of fused multiply-adds from 0. A is read with two
/// steps, so that it may be transposed; a row of B lies contiguous.
/// </summary>
/// <remarks>
/// <para>
/// One body serves every shape: rows and columns are type parameters, so that a shape keeps its sums and drops the
/// others. The sums are plain locals, because the compiler keeps neither arrays nor larger structs in registers. A pair
/// of sums in a struct cost a register move for every second product (35 instructions in a step instead of 29, for six
/// rows by two registers), and it spilled with twelve rows. A loop of 256 steps runs at 97 % of the speed of a loop
/// without memory.
/// </para>
/// <para>
/// The registers of a row may overlap: two registers of 16 columns serve any width from 17 to 32. The columns in both
/// registers get the same bits twice. So nothing is computed beside the matrix, packed or moved for the last columns.
/// </para>
/// </remarks>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="E">The register of the last columns, where two of V are not enough.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static unsafe class MatrixTiles<V, E, T>
    where V : struct, ILanes<V, T>
    where E : struct, ILanes<E, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>C = A·B, or C + α·A·B, for 1 to 14 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TColumns>(int rows, scoped in Tile<T> t)
        where TColumns : unmanaged, ITileColumns
    {
        switch (rows)
        {
            case 1: Run<Rows1, TColumns>(in t); break;
            case 2: Run<Rows2, TColumns>(in t); break;
            case 3: Run<Rows3, TColumns>(in t); break;
            case 4: Run<Rows4, TColumns>(in t); break;
            case 5: Run<Rows5, TColumns>(in t); break;
            case 6: Run<Rows6, TColumns>(in t); break;
            case 7: Run<Rows7, TColumns>(in t); break;
            case 8: Run<Rows8, TColumns>(in t); break;
            case 9: Run<Rows9, TColumns>(in t); break;
            case 10: Run<Rows10, TColumns>(in t); break;
            case 11: Run<Rows11, TColumns>(in t); break;
            case 12: Run<Rows12, TColumns>(in t); break;
            case 13: Run<Rows13, TColumns>(in t); break;
            case 14: Run<Rows14, TColumns>(in t); break;
        }
    }

    // Compiled at once: a first call without optimisation would take as long as thousands of later ones.
    [MethodImpl(Compiled.AtOnce)]
    private static void Run<TRows, TColumns>(scoped in Tile<T> t)
        where TRows : unmanaged, ITileRows
        where TColumns : unmanaged, ITileColumns
    {
        nint aRow = t.ARow, aStep = t.AStep, bStep = t.BStep, cRow = t.CRow, right = t.Right, edge = t.Edge;
        nint twoRows = 2 * aRow;
        ref readonly T a = ref t.A;
        ref readonly T a3 = ref Refs.AddReadOnly(in a, 3 * aRow);
        ref readonly T a6 = ref Refs.AddReadOnly(in a, 6 * aRow);
        ref readonly T a9 = ref Refs.AddReadOnly(in a, 9 * aRow);
        ref readonly T a12 = ref Refs.AddReadOnly(in a, 12 * aRow);
        ref readonly T b = ref t.B;
        V zero = V.Of(0), mask = typeof(TColumns) == typeof(MaskedRegister) ? V.FirstLanes(t.Width) : zero;
        E none = E.Of(0);
        V l0 = zero, l1 = zero, l2 = zero, l3 = zero, l4 = zero, l5 = zero,
            l6 = zero, l7 = zero, l8 = zero, l9 = zero, l10 = zero, l11 = zero, l12 = zero, l13 = zero;
        V r0 = zero, r1 = zero, r2 = zero, r3 = zero, r4 = zero, r5 = zero,
            r6 = zero, r7 = zero, r8 = zero, r9 = zero, r10 = zero, r11 = zero, r12 = zero, r13 = zero;
        E e0 = none, e1 = none, e2 = none, e3 = none, e4 = none, e5 = none, e6 = none, e7 = none;
        for (nint k = t.K; k > 0; k--)
        {
            // C[rows, columns] += A[rows, k]·B[k, columns]: one row of B in registers, one number of A for each row.
            V b0 = V.Load(in b, 0), b1 = sizeof(TColumns) > 1 ? V.Load(in b, right) : zero;
            E b2 = sizeof(TColumns) > 2 ? E.Load(in b, edge) : none;
            Add<TColumns>(in a, 0, b0, b1, b2, ref l0, ref r0, ref e0);
            if (sizeof(TRows) > 1) Add<TColumns>(in a, aRow, b0, b1, b2, ref l1, ref r1, ref e1);
            if (sizeof(TRows) > 2)
                Add<TColumns>(in a, twoRows, b0, b1, b2, ref l2, ref r2, ref e2);
            if (sizeof(TRows) > 3) Add<TColumns>(in a3, 0, b0, b1, b2, ref l3, ref r3, ref e3);
            if (sizeof(TRows) > 4) Add<TColumns>(in a3, aRow, b0, b1, b2, ref l4, ref r4, ref e4);
            if (sizeof(TRows) > 5)
                Add<TColumns>(in a3, twoRows, b0, b1, b2, ref l5, ref r5, ref e5);
            if (sizeof(TRows) > 6) Add<TColumns>(in a6, 0, b0, b1, b2, ref l6, ref r6, ref e6);
            if (sizeof(TRows) > 7) Add<TColumns>(in a6, aRow, b0, b1, b2, ref l7, ref r7, ref e7);
            if (sizeof(TRows) > 8)
                Add<TColumns>(in a6, twoRows, b0, b1, b2, ref l8, ref r8, ref none);
            if (sizeof(TRows) > 9) Add<TColumns>(in a9, 0, b0, b1, b2, ref l9, ref r9, ref none);
            if (sizeof(TRows) > 10)
                Add<TColumns>(in a9, aRow, b0, b1, b2, ref l10, ref r10, ref none);
            if (sizeof(TRows) > 11)
                Add<TColumns>(in a9, twoRows, b0, b1, b2, ref l11, ref r11, ref none);
            if (sizeof(TRows) > 12) Add<TColumns>(in a12, 0, b0, b1, b2, ref l12, ref r12, ref none);
            if (sizeof(TRows) > 13) Add<TColumns>(in a12, aRow, b0, b1, b2, ref l13, ref r13, ref none);

            a = ref Refs.AddReadOnly(in a, aStep);
            if (sizeof(TRows) > 3) a3 = ref Refs.AddReadOnly(in a3, aStep);
            if (sizeof(TRows) > 6) a6 = ref Refs.AddReadOnly(in a6, aStep);
            if (sizeof(TRows) > 9) a9 = ref Refs.AddReadOnly(in a9, aStep);
            if (sizeof(TRows) > 12) a12 = ref Refs.AddReadOnly(in a12, aStep);
            b = ref Refs.AddReadOnly(in b, bStep);
        }

        ref T c = ref t.C;
        if (!t.Adds)
        {
            // C[rows, columns] = the sums.
            Set<TColumns>(l0, r0, e0, ref c, 0 * cRow, right, edge, mask);
            if (sizeof(TRows) > 1) Set<TColumns>(l1, r1, e1, ref c, 1 * cRow, right, edge, mask);
            if (sizeof(TRows) > 2) Set<TColumns>(l2, r2, e2, ref c, 2 * cRow, right, edge, mask);
            if (sizeof(TRows) > 3) Set<TColumns>(l3, r3, e3, ref c, 3 * cRow, right, edge, mask);
            if (sizeof(TRows) > 4) Set<TColumns>(l4, r4, e4, ref c, 4 * cRow, right, edge, mask);
            if (sizeof(TRows) > 5) Set<TColumns>(l5, r5, e5, ref c, 5 * cRow, right, edge, mask);
            if (sizeof(TRows) > 6) Set<TColumns>(l6, r6, e6, ref c, 6 * cRow, right, edge, mask);
            if (sizeof(TRows) > 7) Set<TColumns>(l7, r7, e7, ref c, 7 * cRow, right, edge, mask);
            if (sizeof(TRows) > 8) Set<TColumns>(l8, r8, none, ref c, 8 * cRow, right, edge, mask);
            if (sizeof(TRows) > 9) Set<TColumns>(l9, r9, none, ref c, 9 * cRow, right, edge, mask);
            if (sizeof(TRows) > 10) Set<TColumns>(l10, r10, none, ref c, 10 * cRow, right, edge, mask);
            if (sizeof(TRows) > 11) Set<TColumns>(l11, r11, none, ref c, 11 * cRow, right, edge, mask);
            if (sizeof(TRows) > 12) Set<TColumns>(l12, r12, none, ref c, 12 * cRow, right, edge, mask);
            if (sizeof(TRows) > 13) Set<TColumns>(l13, r13, none, ref c, 13 * cRow, right, edge, mask);
            return;
        }

        // C[rows, columns] += α times the sums.
        V alpha = V.Broadcast(t.Alpha);
        E half = E.Broadcast(t.Alpha);
        Merge<TColumns>(alpha, half, l0, r0, e0, ref c, 0 * cRow, right, edge, mask);
        if (sizeof(TRows) > 1) Merge<TColumns>(alpha, half, l1, r1, e1, ref c, 1 * cRow, right, edge, mask);
        if (sizeof(TRows) > 2) Merge<TColumns>(alpha, half, l2, r2, e2, ref c, 2 * cRow, right, edge, mask);
        if (sizeof(TRows) > 3) Merge<TColumns>(alpha, half, l3, r3, e3, ref c, 3 * cRow, right, edge, mask);
        if (sizeof(TRows) > 4) Merge<TColumns>(alpha, half, l4, r4, e4, ref c, 4 * cRow, right, edge, mask);
        if (sizeof(TRows) > 5) Merge<TColumns>(alpha, half, l5, r5, e5, ref c, 5 * cRow, right, edge, mask);
        if (sizeof(TRows) > 6) Merge<TColumns>(alpha, half, l6, r6, e6, ref c, 6 * cRow, right, edge, mask);
        if (sizeof(TRows) > 7) Merge<TColumns>(alpha, half, l7, r7, e7, ref c, 7 * cRow, right, edge, mask);
        if (sizeof(TRows) > 8) Merge<TColumns>(alpha, half, l8, r8, none, ref c, 8 * cRow, right, edge, mask);
        if (sizeof(TRows) > 9) Merge<TColumns>(alpha, half, l9, r9, none, ref c, 9 * cRow, right, edge, mask);
        if (sizeof(TRows) > 10) Merge<TColumns>(alpha, half, l10, r10, none, ref c, 10 * cRow, right, edge, mask);
        if (sizeof(TRows) > 11) Merge<TColumns>(alpha, half, l11, r11, none, ref c, 11 * cRow, right, edge, mask);
        if (sizeof(TRows) > 12) Merge<TColumns>(alpha, half, l12, r12, none, ref c, 12 * cRow, right, edge, mask);
        if (sizeof(TRows) > 13) Merge<TColumns>(alpha, half, l13, r13, none, ref c, 13 * cRow, right, edge, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TColumns>(
        ref readonly T a, nint offset, V left, V right, E edge, ref V sumLeft, ref V sumRight, ref E sumEdge)
        where TColumns : unmanaged, ITileColumns
    {
        if (sizeof(TColumns) < 3)
        {
            // The compiler loads the factor once. As a local of its own it cost a register move for each second sum.
            sumLeft = V.MulAdd(in Refs.AddReadOnly(in a, offset), left, sumLeft);
            if (sizeof(TColumns) > 1) sumRight = V.MulAdd(in Refs.AddReadOnly(in a, offset), right, sumRight);
            return;
        }

        V factor = V.Broadcast(Refs.AddReadOnly(in a, offset));
        sumLeft = V.MulAdd(factor, left, sumLeft);
        sumRight = V.MulAdd(factor, right, sumRight);
        sumEdge = E.MulAdd(Halves.LowerHalf<V, E, T>(factor), edge, sumEdge);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set<TColumns>(V left, V right, E last, ref T c, nint at, nint rightAt, nint edgeAt, V mask)
        where TColumns : unmanaged, ITileColumns
    {
        ref T place = ref Refs.Add(ref c, at);
        if (typeof(TColumns) == typeof(MaskedRegister)) V.Store(left, ref place, 0, mask);
        else V.Store(left, ref place, 0);
        if (sizeof(TColumns) > 1) V.Store(right, ref place, rightAt);
        if (sizeof(TColumns) > 2) E.Store(last, ref place, edgeAt);
    }

    // All of a row is read before any of it is written, because its registers may overlap.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<TColumns>(
        V alpha, E half, V left, V right, E last, ref T c, nint at, nint rightAt, nint edgeAt, V mask)
        where TColumns : unmanaged, ITileColumns
    {
        ref T place = ref Refs.Add(ref c, at);
        V old = typeof(TColumns) == typeof(MaskedRegister) ? V.Load(in place, 0, mask) : V.Load(in place, 0);
        left = V.MulAdd(alpha, left, old);
        if (sizeof(TColumns) > 1) right = V.MulAdd(alpha, right, V.Load(in place, rightAt));
        if (sizeof(TColumns) > 2) last = E.MulAdd(half, last, E.Load(in place, edgeAt));
        Set<TColumns>(left, right, last, ref place, 0, rightAt, edgeAt, mask);
    }
}

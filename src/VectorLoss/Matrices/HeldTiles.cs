using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

/// <summary>
/// The innermost loop of the matrix product of floats on machines without fused multiply-add: a tile of four rows by
/// four columns of <see cref="HeldFloats"/>, whose packed factors are doubles.
/// </summary>
/// <remarks>
/// Each sum is the chain of <see cref="MatrixTiles{V, E, T}"/>, with its bits. Four rows by four columns are what
/// sixteen registers hold.
/// </remarks>
internal static class HeldTiles
{
    /// <summary>Rows of a tile, and columns.</summary>
    public const int Side = 4;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>A step of the chains.</summary>
    private interface IStep
    {
        static abstract HeldFloats MulAdd(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin);
    }

    /// <summary>The sums of k products. Those that a fast step might round the wrong way are computed again.</summary>
    /// <param name="k">The steps.</param>
    /// <param name="a">k times four numbers, the rows of A.</param>
    /// <param name="ofA">Their extremes.</param>
    /// <param name="b">k times four numbers, the columns of B.</param>
    /// <param name="ofB">Their extremes.</param>
    /// <param name="sums">Receives four rows of four sums.</param>
    [MethodImpl(Inline)]
    public static void Run(int k, ReadOnlySpan<double> a, HeldExtremes ofA, ReadOnlySpan<double> b, HeldExtremes ofB,
        Span<float> sums)
    {
        bool isSure = ofA.AreFinite(ofB)
            && (ofA.AreCoarse(ofB) ? Run<NormalStep>(k, a, b, sums) : Run<WatchedStep>(k, a, b, sums));
        if (!isSure)
            Run<AnyStep>(k, a, b, sums);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static bool Run<TStep>(nint k, ReadOnlySpan<double> rows, ReadOnlySpan<double> columns, Span<float> sums)
        where TStep : struct, IStep
    {
        ref readonly double a = ref Refs.Start(rows), b = ref Refs.Start(columns);
        HeldFloats row0 = default, row1 = default, row2 = default, row3 = default;
        HeldMargin margin = HeldMargin.Whole;
        for (; k > 0; k--)
        {
            HeldFloats row = HeldFloats.Load(in b);
            row0 = TStep.MulAdd(HeldFloats.Broadcast(a), row, row0, ref margin);
            row1 = TStep.MulAdd(HeldFloats.Broadcast(Refs.AddReadOnly(in a, 1)), row, row1, ref margin);
            row2 = TStep.MulAdd(HeldFloats.Broadcast(Refs.AddReadOnly(in a, 2)), row, row2, ref margin);
            row3 = TStep.MulAdd(HeldFloats.Broadcast(Refs.AddReadOnly(in a, 3)), row, row3, ref margin);
            a = ref Refs.AddReadOnly(in a, Side);
            b = ref Refs.AddReadOnly(in b, Side);
        }

        ref float to = ref Refs.Start(sums);
        row0.Store(ref to);
        row1.Store(ref Refs.Add(ref to, Side));
        row2.Store(ref Refs.Add(ref to, 2 * Side));
        row3.Store(ref Refs.Add(ref to, 3 * Side));
        return margin.IsSure;
    }

    private readonly struct NormalStep : IStep
    {
        [MethodImpl(Inline)]
        public static HeldFloats MulAdd(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin)
            => HeldFloats.MulAdd(a, b, c, ref margin);
    }

    private readonly struct WatchedStep : IStep
    {
        [MethodImpl(Inline)]
        public static HeldFloats MulAdd(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin)
            => HeldFloats.MulAddWatched(a, b, c, ref margin);
    }

    private readonly struct AnyStep : IStep
    {
        [MethodImpl(Inline)]
        public static HeldFloats MulAdd(HeldFloats a, HeldFloats b, HeldFloats c, ref HeldMargin margin)
            => HeldFloats.MulAddOfAny(a, b, c);
    }
}

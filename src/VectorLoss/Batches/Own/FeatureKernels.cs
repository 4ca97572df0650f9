using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The sums of a term down the columns, one row after another: every width adds in the same order.</summary>
/// <param name="term">The term.</param>
/// <param name="rows">How many rows.</param>
/// <param name="sums">Receives a sum a column.</param>
internal readonly ref struct FeatureSums<TTerm>(TTerm term, int rows, Span<double> sums) : IKernel<double, bool>
    where TTerm : struct, IFeatureTerm, allows ref struct
{
    private readonly TTerm term = term;
    private readonly Span<double> sums = sums;

    /// <summary>Adds, in the widest registers of this machine.</summary>
    public static void Run(TTerm term, int rows, Span<double> sums)
        => Widest.Run<FeatureSums<TTerm>, double, bool>(new FeatureSums<TTerm>(term, rows, sums));

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        int columns = sums.Length, whole = columns - columns % V.Count;
        Stores.Zero<V, double>(sums);
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < whole; c += V.Count)
                V.Store(V.Load(sums, c) + term.At<V>(row * columns + c, c), sums, c);
            for (int c = whole; c < columns; c++)
                sums[c] += term.At<Lane1<double>>(row * columns + c, c).Number;
        }
        return true;
    }
}

/// <summary>A term at every place of a matrix, rounded once.</summary>
/// <param name="term">The term.</param>
/// <param name="columns">The length of a row.</param>
/// <param name="to">Receives the numbers.</param>
internal readonly ref struct FeatureMap<TTerm, T>(TTerm term, int columns, Span<T> to) : IKernel<double, bool>
    where TTerm : struct, IFeatureTerm, allows ref struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TTerm term = term;
    private readonly Span<T> to = to;

    /// <summary>Writes, in the widest registers of this machine.</summary>
    public static void Run(TTerm term, int columns, Span<T> to)
        => Widest.Run<FeatureMap<TTerm, T>, double, bool>(new FeatureMap<TTerm, T>(term, columns, to));

    [MethodImpl(Compiled.AtOnce)]
    public bool Run<V>() where V : struct, ILanes<V, double>
    {
        int whole = columns - columns % V.Count;
        ref T first = ref Refs.Start(to);
        for (int row = 0; row < to.Length; row += columns)
        {
            for (int c = 0; c < whole; c += V.Count)
                DoubleMemory.Store(term.At<V>(row + c, c), ref first, row + c);
            for (int c = whole; c < columns; c++)
                to[row + c] = T.CreateTruncating(term.At<Lane1<double>>(row + c, c).Number);
        }
        return true;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// The gradient of log-sum-exp of all rows: their softmax times a factor for each. Not exp(x − log-sum-exp): where the
/// logits are huge, the log-sum-exp has no digits left for it.
/// </summary>
internal readonly ref struct LogSumExpGradients<T>(
    ReadOnlySpan<T> logits, ReadOnlySpan<T> upstream, RowPlaces places, Span<T> gradient)
    : IRowWork<LogSumExpGradients<T>>, IKernel<T, int>, IPlainWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> logits = logits;
    private readonly ReadOnlySpan<T> upstream = upstream;
    private readonly Span<T> gradient = gradient;

    public int Rows => upstream.Length;

    public int Classes => places.Classes;

    public LogSumExpGradients<T> Piece(int start, int rows) => new(places.Part(logits, start, rows),
        upstream.Slice(start, rows), places.Piece(start, rows), places.Part(gradient, start, rows));

    public double Run()
    {
        if (!places.AreWhole)
            return new StagedRows<LogSumExpGradients<T>, T, T, T>(this, places, logits, default, gradient).Run();
        new RowMap<RowMaps.Softmax, T>(logits, places, gradient).Run();
        return Widest.Run<LogSumExpGradients<T>, T, int>(this);
    }

    double IPlainWork<T>.Run(
        int start, int rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> result, double total)
        => new LogSumExpGradients<T>(
            first, upstream.Slice(start, rows), RowPlaces.Plain(rows, places.Classes), result).Run();

    /// <summary>Multiplies the rows by their factors.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        for (int row = 0; row < upstream.Length; row++)
        {
            Span<T> numbers = places.Row(gradient, row);
            Multiply<Lane1<T>>(numbers, upstream[row], Multiply<V>(numbers, upstream[row], 0));
        }
        return upstream.Length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Multiply<V>(Span<T> numbers, T number, int c) where V : struct, ILanes<V, T>
    {
        NormalFactor<V, T> factor = new(V.Broadcast(number));
        for (; c <= numbers.Length - V.Count; c += V.Count)
            V.Store(factor.Times(V.Load((ReadOnlySpan<T>)numbers, c)), numbers, c);
        return c;
    }
}

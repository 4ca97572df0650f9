using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// log(p/q) of the softmax p and q of two rows x and t. Where x − t varies by little over a row, no large logarithm may
/// enter: with u = x − t − Σ q·(x − t) it is u − log(1 + Σ q·(eᵘ − 1)), which has the digits of x − t.
/// </summary>
internal static class LogRatios
{
    /// <summary>Of rows in which x − t varies by more, log p − log q has digits enough.</summary>
    public const double LargestSpread = 1;

    /// <summary>The ratios of some rows.</summary>
    /// <param name="x">The logits of p.</param>
    /// <param name="t">The logits of q.</param>
    /// <param name="logs">log p and log q, and how long a row is.</param>
    /// <param name="scale">What both logits are multiplied by first.</param>
    /// <param name="ratios">Receives the logarithms of the ratios.</param>
    /// <param name="shares">Scratch memory for q.</param>
    /// <param name="growth">Scratch memory for a row of eᵘ − 1.</param>
    [MethodImpl(Compiled.Early)]
    public static void Of<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> t, in RowInputs<T> logs, double scale,
        Span<T> ratios, Span<T> shares, Span<T> growth) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int from = 0; from < x.Length; from += logs.Columns)
        {
            Span<T> row = ratios.Slice(from, logs.Columns), q = shares.Slice(from, logs.Columns);
            ReadOnlySpan<T> teacher = logs.Second.Slice(from, row.Length);
            RatioRow<T> own = new(x.Slice(from, row.Length), t.Slice(from, row.Length), scale,
                logs.First.Slice(from, row.Length), teacher, row);
            if (Widest.Run<RatioRow<T>, T, bool>(own))
                continue;
            Elementwise.Exp(teacher, q);
            Near(row, q, growth[..row.Length]);
        }
    }

    [MethodImpl(Compiled.Early)]
    private static void Near<T>(Span<T> row, ReadOnlySpan<T> q, Span<T> growth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Subtract(Reductions.Dot(q, row), row);
        Elementwise.Expm1(row, growth);
        Subtract(Lane1<double>.Log1p(new(Reductions.Dot<T>(q, growth))).Number, row);
    }

    [MethodImpl(Compiled.Early)]
    private static void Subtract<T>(double number, Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PairKernel<Shifted, T>.Apply(new(number), row, row, row, nameof(row), nameof(row));

    private readonly struct Shifted(double by) : IPairFormula
    {
        public R Of<R>(R x, R y) where R : struct, IReal<R> => x - R.Of(by);
    }
}

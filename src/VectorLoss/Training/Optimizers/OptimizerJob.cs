using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>An update of many parameters in pieces. Each parameter moves alone, so the cuts change no bit.</summary>
internal readonly ref struct OptimizerJob<TRule, T>(
    TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second) : IJob
    where TRule : struct, IUpdateRule
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 64 KB of each array of floats, 1 µs of the fastest rule: what calling a second thread costs.
    private const int Piece = 1 << 14;

    private readonly TRule rule = rule;
    private readonly Span<T> parameters = parameters;
    private readonly ReadOnlySpan<T> gradient = gradient;
    private readonly Span<T> first = first;
    private readonly Span<T> second = second;

    /// <summary>Moves every parameter on at most this many threads.</summary>
    public void RunOn(int threads) => Workers.Run(this, (parameters.Length + Piece - 1) / Piece, threads);

    public void Run(int piece)
    {
        int from = piece * Piece, count = Math.Min(Piece, parameters.Length - from);
        Span<T> m = TRule.States < 1 ? default : first.Slice(from, count);
        Span<T> v = TRule.States < 2 ? default : second.Slice(from, count);
        Widest.Run<OptimizerKernel<TRule, T>, T, int>(
            new(rule, parameters.Slice(from, count), gradient.Slice(from, count), m, v));
    }
}

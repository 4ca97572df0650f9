using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>An update of many parameters in pieces. Each parameter moves alone, so the cuts change no bit.</summary>
internal readonly ref struct OptimizerJob<TRule, T>(
    TRule rule, Span<T> parameters, ReadOnlySpan<T> gradient, ReadOnlySpan<T[]> states) : IJob
    where TRule : struct, IUpdateRule
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 64 KB of each array of floats, 1 µs of the fastest rule: what calling a second thread costs.
    private const int Piece = 1 << 14;

    private readonly TRule rule = rule;
    private readonly Span<T> parameters = parameters;
    private readonly ReadOnlySpan<T> gradient = gradient;
    private readonly ReadOnlySpan<T[]> states = states;

    /// <summary>Moves every parameter on at most this many threads.</summary>
    public void RunOn(int threads) => Workers.Run(this, (parameters.Length + Piece - 1) / Piece, threads);

    public void Run(int piece)
    {
        int from = piece * Piece, count = Math.Min(Piece, parameters.Length - from);
        Widest.Run<OptimizerKernel<TRule, T>, T, int>(new(rule, parameters.Slice(from, count),
            gradient.Slice(from, count), State(0, from, count), State(1, from, count), State(2, from, count)));
    }

    private Span<T> State(int index, int from, int count)
        => index < TRule.States ? states[index].AsSpan(from, count) : default;
}

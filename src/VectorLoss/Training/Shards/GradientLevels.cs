using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Gradients of shards that come one after another, added in a balanced tree as a binary counter adds ones: level k
/// holds the sum of 2ᵏ shards until the next 2ᵏ are there.
/// </summary>
internal sealed class GradientLevels<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedMemory<T>[] levels;
    private readonly int length;

    /// <summary>Memory for the gradients of one parameter.</summary>
    /// <param name="shards">How many shards are added: a power of two.</param>
    /// <param name="length">Numbers of the parameter.</param>
    public GradientLevels(int shards, int length)
    {
        this.length = length;
        levels = new AlignedMemory<T>[BitOperations.Log2((uint)shards)];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = new(length);
    }

    /// <summary>Whether the memory is that for a parameter.</summary>
    /// <param name="numbers">Numbers of the parameter.</param>
    public bool Fits(int numbers) => numbers == length;

    /// <summary>Adds the gradient of a shard; that of the last one becomes the sum of all.</summary>
    /// <param name="shard">Its number, from 0.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    public void Add(int shard, Span<T> gradient, int threads)
    {
        int level = BitOperations.TrailingZeroCount(~shard);
        Span<T> sum = level < levels.Length ? levels[level].Slice(0, gradient.Length) : gradient;
        if (level == 0)
        {
            if (levels.Length > 0)
                gradient.CopyTo(sum);
            return;
        }
        new Job(levels.AsSpan(0, level), gradient, sum).RunOn(threads);
    }

    /// <summary>Level by level over a piece that stays in the first-level cache.</summary>
    private readonly ref struct Job(ReadOnlySpan<AlignedMemory<T>> levels, ReadOnlySpan<T> gradient, Span<T> sum) : IJob
    {
        private const int Piece = 1 << 12;

        private readonly ReadOnlySpan<AlignedMemory<T>> levels = levels;
        private readonly ReadOnlySpan<T> gradient = gradient;
        private readonly Span<T> sum = sum;

        public void RunOn(int threads) => Workers.Run(this, (sum.Length + Piece - 1) / Piece, threads);

        public void Run(int piece)
        {
            int from = piece * Piece, count = Math.Min(Piece, sum.Length - from);
            Span<T> to = sum.Slice(from, count);
            GradientTree.Add(levels[0].Slice(from, count), gradient.Slice(from, count), to);
            for (int i = 1; i < levels.Length; i++)
                GradientTree.Add<T>(levels[i].Slice(from, count), to, to);
        }
    }
}

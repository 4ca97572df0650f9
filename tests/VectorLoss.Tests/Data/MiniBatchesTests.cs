using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Data;

public class MiniBatchesTests
{
    [Theory]
    [InlineData(10, 3, true, new[] { 3, 3, 3, 1 })]
    [InlineData(10, 3, false, new[] { 3, 3, 3 })]
    [InlineData(10, 5, false, new[] { 5, 5 })]
    [InlineData(10, 10, true, new[] { 10 })]
    [InlineData(1, 1, false, new[] { 1 })]
    public void An_epoch_shows_each_sample_once(int count, int size, bool keepShort, int[] lengths)
    {
        var batches = MiniBatches.ShuffledEpochs(count, size, 9, keepShort);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            var seen = new List<int>();
            foreach (int length in lengths)
            {
                ReadOnlySpan<int> batch = batches.Next();
                Assert.Equal(length, batch.Length);
                Assert.Equal(epoch, batches.Epoch);
                seen.AddRange(batch);
            }
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(lengths.Sum(), seen.Count);
            Assert.All(seen, index => Assert.InRange(index, 0, count - 1));
        }
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        var batches = MiniBatches.ShuffledEpochs(4, 4, 1);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            string order = string.Join(',', batches.Next().ToArray());
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        // 24,000 draws of probability 1/24: mean 1,000, standard deviation 31.
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_000 - 155, 1_000 + 155));
    }

    [Fact]
    public void With_replacement_each_sample_is_equally_likely_and_may_repeat()
    {
        var batches = MiniBatches.WithReplacement(50, 100, 2);
        int[] counts = new int[50];
        for (int i = 0; i < 1_000; i++)
        {
            ReadOnlySpan<int> batch = batches.Next();
            Assert.Equal(100, batch.Length);
            foreach (int index in batch)
                counts[index]++;
        }
        // 100,000 draws of probability 1/50: mean 2,000, standard deviation 44.
        Assert.All(counts, count => Assert.InRange(count, 2_000 - 221, 2_000 + 221));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_seed_gives_the_same_batches_and_a_saved_state_goes_on(bool replace)
    {
        MiniBatches Make(ulong seed) => replace
            ? MiniBatches.WithReplacement(100, 7, seed)
            : MiniBatches.ShuffledEpochs(100, 7, seed, keepShort: true);
        MiniBatches first = Make(4);
        MiniBatches second = Make(4);
        for (int i = 0; i < 20; i++)
            Assert.Equal(first.Next(), second.Next());
        MiniBatches other = Make(99);
        Assert.NotEqual(first.Next().ToArray(), other.Next().ToArray());
        second.Next();
        BatchState state = first.State;
        other.State = state;
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(second.Next(), other.Next());
            Assert.Equal(second.Epoch, other.Epoch);
        }
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        var drawn = MiniBatches.WithReplacement(1_000, 100, 1);
        var shuffled = MiniBatches.ShuffledEpochs(1_000, 100, 1);
        Allocations.None(()
        =>
        {
            drawn.Next();
            shuffled.Next();
        });
    }

    [Fact]
    public void Impossible_sizes_are_argument_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>("count", () => MiniBatches.WithReplacement(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => MiniBatches.WithReplacement(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => MiniBatches.ShuffledEpochs(5, 6, 1));
        var batches = MiniBatches.ShuffledEpochs(5, 5, 1);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => batches.State = batches.State with { Position = 6 });
    }
}

using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Losses of elements on several threads: the bits of one thread, with all that a batch can ask for.</summary>
public class SampleThreadsTests
{
    // More than one group of sums, and a last block that is not full; and fewer than are worth a second thread.
    private const int Many = 520 * 4096 + 9_001, Few = 20_000;

    [Theory]
    [InlineData(Many, 2)]
    [InlineData(Many, 5)]
    [InlineData(Few, 2)]
    public void Every_number_of_threads_gives_the_same_bits(int length, int threads)
    {
        float[] p = Numbers(length, 3), t = Numbers(length, 7), c = Numbers(length, 11);
        float[] weights = Numbers(length, 13), factors = Numbers(length, 17);
        bool[] mask = [.. weights.Select(weight => weight > 0.6f)];
        for (int asked = 0; asked < 4; asked++)
        {
            float[] one = new float[2 * length], many = new float[2 * length];
            BatchOptions<float> Options(int of) => new()
            {
                Weights = asked > 0 ? weights : [],
                Factors = asked > 1 ? factors : [],
                Mask = asked > 2 ? mask : [],
                Threads = of,
            };
            Assert.Equal(Point(one, 1), Point(many, threads));
            Assert.True(one.AsSpan().SequenceEqual(many));
            Assert.Equal(Triple(one, 1), Triple(many, threads));
            Assert.True(one.AsSpan().SequenceEqual(many));

            double Point(float[] room, int of)
            {
                new Huber(0.1).Values<Huber, float>(p, t, room.AsSpan(length), Options(of));
                return new Huber(0.1).ValueAndGradient<Huber, float>(p, t, room.AsSpan(0, length), Options(of));
            }

            double Triple(float[] room, int of)
                => new GaussianNegativeLogLikelihood().ValueAndGradient<GaussianNegativeLogLikelihood, float>(p, t, c,
                    new() { First = room.AsSpan(0, length), Third = room.AsSpan(length) }, Options(of));
        }
    }

    [Fact]
    public void As_many_threads_as_pay_are_the_processors()
    {
        Assert.Equal(Environment.ProcessorCount, Threads.Paying);
        float[] p = Numbers(Many, 3), t = Numbers(Many, 7);
        Assert.Equal(new Huber().Value<Huber, float>(p, t),
            new Huber().Value<Huber, float>(p, t, new() { Threads = Threads.Paying }));
    }

    /// <summary>From 0.5 to 1.5, and not the same twice in a block.</summary>
    private static float[] Numbers(int length, int stride)
        => [.. Enumerable.Range(0, length).Select(i => 0.5f + (long)i * stride % 10_007 / 10_007f)];
}

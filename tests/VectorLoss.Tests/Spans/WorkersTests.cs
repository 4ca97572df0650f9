using VectorLoss.Matrices;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Spans;

[Collection(nameof(Alone))]
public class WorkersTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    [InlineData(1000, 3)]
    [InlineData(3, 1000)]
    public void Every_piece_is_done_once(int pieces, int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            int[] visits = new int[pieces];
            Workers.Run(new Count(visits), pieces, threads);
            Assert.All(visits, visit => Assert.Equal(1, visit));
        }
    }

    [Fact]
    public void A_job_after_the_workers_fell_asleep_is_done_too()
    {
        for (int round = 0; round < 20; round++)
        {
            int[] visits = new int[64];
            Workers.Run(new Count(visits), visits.Length, threads: 3);
            Assert.DoesNotContain(0, visits);
            Thread.Sleep(round % 3);
        }
    }

    [Fact]
    public void More_than_one_thread_works()
    {
        // Each of two pieces waits until the other has begun: alone, one thread would wait for ever.
        using Barrier barrier = new(2);
        bool[] met = new bool[2];
        Workers.Run(new Meet(barrier, met), 2, threads: 2);
        Assert.Equal([true, true], met);
    }

    [Fact]
    public void A_job_inside_a_job_is_done_by_its_caller()
    {
        int[] visits = new int[12];
        Workers.Run(new Nested(visits), 3, threads: 3);
        Assert.All(visits, visit => Assert.Equal(1, visit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_workers_live_on(int threads)
    {
        for (int bad = 0; bad < 8; bad++)
        {
            Assert.Throws<InvalidOperationException>(() => Workers.Run(new Fails(bad), 8, threads));
        }

        Every_piece_is_done_once(100, threads);
    }

    [Fact]
    public void Callers_at_the_same_time_do_not_disturb_each_other()
    {
        Parallel.For(0, 200, _ =>
        {
            int[] visits = new int[50];
            Workers.Run(new Count(visits), visits.Length, threads: 2);
            Assert.All(visits, visit => Assert.Equal(1, visit));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Products_allocate_nothing(int threads)
    {
        const int m = 210, n = 106, k = 100;
        float[] a = new float[m * k], b = new float[k * n], c = new float[m * n], bias = new float[n];
        // A worker that got no piece yet has no scratch memory yet: warm until a whole round needs nothing new.
        long allocated = 1;
        for (int round = 0; round < 50 && allocated > 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Product(100);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Assert.Equal(0, allocated);

        void Product(int times)
        {
            for (int i = 0; i < times; i++)
            {
                bool turned = i % 2 == 0;
                MatrixProduct.Linear<float>(
                    false, turned, m, n, k, a, k, b, turned ? k : n, bias, Activation.Relu, c, n, threads);
            }
        }
    }

    private readonly struct Count(int[] visits) : IJob
    {
        public void Run(int piece) => Interlocked.Increment(ref visits[piece]);
    }

    private readonly struct Meet(Barrier barrier, bool[] met) : IJob
    {
        public void Run(int piece) => met[piece] = barrier.SignalAndWait(TimeSpan.FromSeconds(20));
    }

    private readonly struct Nested(int[] visits) : IJob
    {
        public void Run(int piece) => Workers.Run(new Part(visits, 4 * piece), 4, threads: 2);
    }

    private readonly struct Part(int[] visits, int from) : IJob
    {
        public void Run(int piece) => Interlocked.Increment(ref visits[from + piece]);
    }

    private readonly struct Fails(int bad) : IJob
    {
        public void Run(int piece)
        {
            if (piece == bad)
            {
                throw new InvalidOperationException();
            }
        }
    }
}

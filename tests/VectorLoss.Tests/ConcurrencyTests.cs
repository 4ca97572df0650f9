using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Tests.Training;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>
/// Hundreds of threads that begin at the same moment, each with work of its own: what each computes is what it computes
/// alone, bit for bit.
/// </summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Callers = 200;
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Kernels_give_every_caller_what_they_give_one() => Agree(caller =>
    {
        SeededRandom random = new((ulong)caller);
        float[] logits = Numbers<float>(random, 40 * 30), gradient = new float[logits.Length];
        int[] labels = [.. Enumerable.Range(0, 40).Select(_ => random.Below(30))];
        double loss = new CrossEntropy().ValueAndGradient(logits, 30, labels, gradient,
            new() { Batch = new() { Threads = 2 } });
        double[] a = Numbers<double>(random, 70 * 50), b = Numbers<double>(random, 50 * 60), c = new double[70 * 60];
        MatrixProduct.Multiply<double>(70, 60, 50, a, b, c, threads: 3);
        double other = new Huber(delta: 0.5).MeanAndGradient(a, a.Reverse().ToArray(), a);
        return [.. Bits<float>(gradient), .. Bits<double>(c), .. Bits<double>(a), .. Bits<double>([loss, other])];
    });

    [Fact]
    public void Tapes_train_every_net_as_if_it_were_alone() => Agree(caller =>
    {
        (Mlp<float> net, Trainer<float> trainer) = SmallTraining.New<float>(
            SmallTraining.Plan with { Steps = 6, Seed = (ulong)caller }, threads: 1 + (caller % 3));
        trainer.Run(null, CancellationToken.None);
        return [.. net.Parameters.ToArray().SelectMany(parameter => Bits<float>(net.Tape.ReadOnlyValues(parameter)))];
    });

    [Fact]
    public void Checkers_give_every_gradient_its_own_verdict() => Agree(caller =>
    {
        double factor = 1 + caller;
        GradientReport report = GradientCheck.Run(x => factor * x[0] * Math.Sin(x[1]), (x, gradient) =>
        {
            gradient[0] = factor * Math.Sin(x[1]);
            // Every second gradient is wrong.
            gradient[1] = factor * x[0] * Math.Cos(x[1]) * (caller % 2 == 0 ? 1 : 1.001);
        }, [0.5 + (0.01 * caller), 1.25]);
        Assert.Equal(caller % 2 == 0, report.Passed);
        return System.Text.Encoding.UTF8.GetBytes(report.ToText());
    });

    [Fact]
    public void The_catalogue_serves_every_caller() => Agree(caller =>
    {
        LossCard card = LossCatalog.All[caller % LossCatalog.All.Count];
        return [.. LossCase.Draw(card, caller).Check()
            .SelectMany(report => System.Text.Encoding.UTF8.GetBytes(report.ToText()))];
    });

    [Fact]
    public void Savers_of_one_file_leave_one_of_them_whole_and_nothing_else()
    {
        string path = Path.Combine(directory, "net");
        byte[][] contents = [.. Enumerable.Range(0, Callers).Select(caller =>
            Enumerable.Repeat((byte)caller, 20_000 + caller).ToArray())];
        AtomicFile.Write(path, stream => stream.Write(contents[0]));
        AtOnce(caller =>
        {
            bool fails = caller % 3 == 1;
            Exception? problem = Record.Exception(() => AtomicFile.Write(path, stream =>
            {
                stream.Write(contents[caller]);
                if (fails)
                    throw new InvalidOperationException("in the middle");
            }));
            Assert.Equal(fails, problem is InvalidOperationException { Message: "in the middle" });
            // What is there in between is the work of one of the savers that did not fail.
            byte[] seen = File.ReadAllBytes(path);
            Assert.NotEqual(1, seen[0] % 3);
            Assert.Equal(contents[seen[0]], seen);
        });
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    private static void Agree(Func<int, byte[]> work)
    {
        byte[][] together = new byte[Callers][];
        AtOnce(caller => together[caller] = work(caller));
        for (int caller = 0; caller < Callers; caller++)
            Assert.Equal(work(caller), together[caller]);
    }

    // Threads of their own: a pool would start them one after another.
    private static void AtOnce(Action<int> work)
    {
        using ManualResetEventSlim go = new();
        Exception?[] problems = new Exception?[Callers];
        Thread[] threads = [.. Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            go.Wait();
            problems[caller] = Record.Exception(() => work(caller));
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        go.Set();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(problems, Assert.Null);
    }

    private static T[] Numbers<T>(SeededRandom random, int count) where T : struct, IBinaryFloatingPointIeee754<T>
        => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.Normal()))];

    private static byte[] Bits<T>(ReadOnlySpan<T> numbers) where T : struct => MemoryMarshal.AsBytes(numbers).ToArray();
}

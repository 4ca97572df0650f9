using System.Diagnostics;
using System.Runtime.ExceptionServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Work in pieces that may run in any order, on any thread, at the same time.</summary>
internal interface IJob
{
    /// <summary>Does one piece. Pieces write to different memory.</summary>
    void Run(int piece);
}

/// <summary>
/// Threads that wait for pieces of work. After a job they stay awake for a moment, because in a training step the next
/// job follows soon; then they sleep. They are background threads and end with the process.
/// </summary>
/// <remarks>
/// A job stays on the caller's stack and may hold spans, because the caller does not return before the last piece is
/// done. After the first calls nothing is allocated. The threads serve one caller at a time. A second caller, or a job
/// that starts another job, does its pieces on its own thread.
/// </remarks>
internal static unsafe class Workers
{
    private static Worker[] crew = [];
    private static int taken;

    // The current job. It is written before a worker is called and read after the worker has answered.
    private static delegate*<void*, int, void> run;
    private static void* job;
    private static int pieces;
    private static int next;
    private static ExceptionDispatchInfo? failure;

    /// <summary>
    /// Runs pieces 0 … <paramref name="pieces"/> − 1 on up to <paramref name="threads"/> threads, including the
    /// caller's, and returns when all are done. An exception ends the job early and is thrown to the caller.
    /// </summary>
    public static void Run<TJob>(scoped in TJob job, int pieces, int threads)
        where TJob : struct, IJob, allows ref struct
    {
        int helpers = Math.Min(threads, pieces) - 1;
        if (helpers <= 0 || Interlocked.CompareExchange(ref taken, 1, 0) != 0)
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                job.Run(piece);
            }

            return;
        }

        try
        {
            TJob local = job;
            Workers.job = Refs.Address(ref local);
            run = &Invoke<TJob>;
            Share(pieces, Crew(helpers).AsSpan(0, helpers));
        }
        finally
        {
            Volatile.Write(ref taken, 0);
        }
    }

    private static void Invoke<TJob>(void* job, int piece) where TJob : struct, IJob, allows ref struct
        => Refs.At<TJob>(job).Run(piece);

    private static void Share(int count, ReadOnlySpan<Worker> helpers)
    {
        pieces = count;
        next = 0;
        failure = null;
        foreach (Worker worker in helpers)
        {
            worker.Call();
        }

        Take();
        foreach (Worker worker in helpers)
        {
            worker.Release();
        }

        failure?.Throw();
    }

    /// <summary>Takes piece after piece until none is left.</summary>
    private static void Take()
    {
        try
        {
            for (int piece; (piece = Interlocked.Increment(ref next) - 1) < pieces;)
            {
                run(job, piece);
            }
        }
        catch (Exception exception)
        {
            // Caught on every thread, also on the caller's, because the job must live until all running pieces end.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref next, pieces);
        }
    }

    private static Worker[] Crew(int count)
    {
        if (crew.Length < count)
        {
            Worker[] grown = new Worker[count];
            crew.CopyTo(grown, 0);
            for (int i = crew.Length; i < count; i++)
            {
                grown[i] = new Worker();
            }

            crew = grown;
        }

        return crew;
    }

    /// <summary>One thread, and the state through which it is called.</summary>
    private sealed class Worker
    {
        private const int Idle = 0, Called = 1, Working = 2, Asleep = 3;

        // Long enough to bridge the gaps inside a training step, short enough to leave a shared machine alone.
        private static readonly TimeSpan Awake = TimeSpan.FromMicroseconds(50);

        private readonly object bell = new();
        private int state;

        public Worker() => new Thread(Serve) { IsBackground = true, Name = "VectorLoss" }.UnsafeStart();

        /// <summary>Asks the worker to join the current job.</summary>
        public void Call()
        {
            if (Interlocked.Exchange(ref state, Called) == Asleep)
            {
                lock (bell)
                {
                    Monitor.Pulse(bell);
                }
            }
        }

        /// <summary>Withdraws the call if the worker has not answered it yet, else waits until it is done.</summary>
        public void Release()
        {
            SpinWait wait = default;
            while (Interlocked.CompareExchange(ref state, Idle, Called) == Working)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        private void Serve()
        {
            while (true)
            {
                Await();
                if (Interlocked.CompareExchange(ref state, Working, Called) == Called)
                {
                    Take();
                    Volatile.Write(ref state, Idle);
                }
            }
        }

        private void Await()
        {
            long start = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref state) != Called)
            {
                Thread.SpinWait(8);
                if (Stopwatch.GetElapsedTime(start) > Awake)
                {
                    Sleep();
                    start = Stopwatch.GetTimestamp();
                }
            }
        }

        private void Sleep()
        {
            lock (bell)
            {
                if (Interlocked.CompareExchange(ref state, Asleep, Idle) == Idle)
                {
                    while (Volatile.Read(ref state) == Asleep)
                    {
                        Monitor.Wait(bell);
                    }
                }
            }
        }
    }
}

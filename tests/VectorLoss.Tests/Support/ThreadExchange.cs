using System.Numerics;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>
/// Threads in place of processes: the sums as a textbook writes them, one number after another, without the engine's
/// tree.
/// </summary>
internal sealed class ThreadExchange<T>(int rank, ThreadExchange<T>.Room room) : IGradientExchange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What was begun, as addresses: the memory does not move.
    private readonly List<(nint Address, int Length)> begun = [];

    public int Rank => rank;

    public int Size => room.Parts.Length;

    /// <summary>How often the other side was told of something complete.</summary>
    public int Segments { get; private set; }

    public unsafe void Begin(Span<T> segment)
    {
        Segments++;
        fixed (T* start = segment)
            begun.Add(((nint)start, segment.Length));
    }

    public void Poll()
    {
    }

    public unsafe void Finish()
    {
        room.Parts[rank] = [.. begun.SelectMany(piece => new Span<T>((void*)piece.Address, piece.Length).ToArray())];
        room.Barrier.SignalAndWait();
        T[] sum = [.. Enumerable.Range(0, room.Parts[0].Length).Select(i => Tree(0, Size, i))];
        room.Barrier.SignalAndWait();
        int at = 0;
        foreach ((nint address, int length) in begun)
        {
            sum.AsSpan(at, length).CopyTo(new Span<T>((void*)address, length));
            at += length;
        }
        begun.Clear();
    }

    public void Gather(ReadOnlySpan<double> own, Span<double> all)
    {
        room.Numbers[rank] = own.ToArray();
        room.Barrier.SignalAndWait();
        for (int i = 0; i < Size; i++)
            room.Numbers[i].CopyTo(all[(i * own.Length)..]);
        room.Barrier.SignalAndWait();
    }

    private T Tree(int from, int count, int i)
        => count == 1 ? room.Parts[from][i] : Tree(from, count / 2, i) + Tree(from + (count / 2), count / 2, i);

    /// <summary>Runs work on so many threads, each with its exchange; rethrows what one of them throws.</summary>
    public static TResult[] Run<TResult>(int size, Func<ThreadExchange<T>, TResult> work)
    {
        using Barrier barrier = new(size);
        Room room = new(new T[size][], new double[size][], barrier);
        Task<TResult>[] tasks = [.. Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
            () => work(new(rank, room)), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        return [.. tasks.Select(task => task.GetAwaiter().GetResult())];
    }

    /// <summary>What the threads share.</summary>
    internal sealed record Room(T[][] Parts, double[][] Numbers, Barrier Barrier);
}

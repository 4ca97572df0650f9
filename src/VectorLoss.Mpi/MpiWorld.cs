using System.Text;
using static VectorLoss.Mpi.MpiFunctions;

namespace VectorLoss.Mpi;

/// <summary>
/// All processes that were started together. One object a process; it is used by the thread that made it.
/// </summary>
public sealed unsafe class MpiWorld : IDisposable
{
    private readonly MpiPeers peers = MpiPeers.Unknown;
    private bool isOver;

    private MpiWorld()
    {
        int rank = 0, size = 0;
        Check(MPI_Comm_rank(World, &rank));
        Check(MPI_Comm_size(World, &size));
        (Rank, Size) = (rank, size);
        peers = MpiPeers.Of(this);
    }

    /// <summary>The number of this process, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many processes there are.</summary>
    public int Size { get; }

    /// <summary>Begins to work together with the other processes; all of them call it, once.</summary>
    /// <exception cref="MpiException">There is no library of MPI, it has another ABI than MPICH, or it
    /// fails.</exception>
    public static MpiWorld Join()
    {
        MpiLibrary.Load();
        int provided;
        int code = MPI_Init_thread(null, null, Funneled, &provided);
        if (code != Success)
            throw new MpiException($"MPI cannot begin: error {code}");
        Check(MPI_Comm_set_errhandler(World, ErrorsReturn));
        return new();
    }

    /// <summary>Gives every rank the numbers of all, and waits for them.</summary>
    /// <param name="own">The numbers of this rank: as many on every rank.</param>
    /// <param name="all">Those of rank 0, then of rank 1, …: <see cref="Size"/> times as many.</param>
    /// <exception cref="ArgumentException">There is not room for so many.</exception>
    /// <exception cref="MpiException">Another process has ended.</exception>
    public void Gather<T>(ReadOnlySpan<T> own, Span<T> all) where T : unmanaged
    {
        if (all.Length != own.Length * Size)
        {
            throw new ArgumentException(
                $"all has {all.Length} numbers; {Size} processes give {own.Length} each.", nameof(all));
        }
        int request, bytes = checked(own.Length * sizeof(T));
        fixed (T* from = own, to = all)
        {
            Check(MPI_Iallgather(from, bytes, MpiFunctions.Byte, to, bytes, MpiFunctions.Byte, World, &request));
            Wait(&request, 1);
        }
    }

    /// <summary>Gives every rank the bytes of all, however many each has.</summary>
    /// <param name="own">The bytes of this rank.</param>
    /// <returns>Those of each rank.</returns>
    /// <exception cref="MpiException">Another process has ended.</exception>
    public byte[][] GatherBytes(ReadOnlySpan<byte> own)
    {
        int[] lengths = new int[Size];
        Gather([own.Length], lengths.AsSpan());
        int longest = lengths.Max();
        byte[] padded = new byte[longest], all = new byte[checked(longest * Size)];
        own.CopyTo(padded);
        Gather<byte>(padded, all);
        return [.. lengths.Select((length, rank) => all.AsSpan(rank * longest, length).ToArray())];
    }

    /// <summary>Ends all processes at once, without waiting for any.</summary>
    /// <param name="code">Their exit code.</param>
    public void Abort(int code)
    {
        isOver = true;
        _ = MPI_Abort(World, code);
    }

    /// <summary>Ends the work together; all processes call it.</summary>
    public void Dispose()
    {
        if (!isOver)
            _ = MPI_Finalize();
        isOver = true;
    }

    /// <summary>Whether all requests are done; carries on with them otherwise.</summary>
    internal static bool Test(int* requests, int count)
    {
        int isDone;
        Check(MPI_Testall(count, requests, &isDone, Ignore));
        return isDone != 0;
    }

    /// <summary>Waits for all requests; throws when a process that they wait for has ended.</summary>
    internal void Wait(int* requests, int count)
    {
        MpiPeers.Watch watch = peers.Start();
        while (!Test(requests, count))
            watch.Look();
    }

    /// <summary>A wait that begins now.</summary>
    internal MpiPeers.Watch Watch() => peers.Start();

    internal static void Check(int code)
    {
        if (code == Success)
            return;
        byte* text = stackalloc byte[LongestError];
        int length = 0;
        _ = MPI_Error_string(code, text, &length);
        string message = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestError));
        throw new MpiException($"MPI failed: {message.ReplaceLineEndings(" ").Trim()}");
    }
}

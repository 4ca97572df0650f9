using System.Diagnostics;
using System.Globalization;

namespace VectorLoss.Mpi;

/// <summary>
/// Whether the other processes still live: asked by who has waited for one of them for long. A launcher usually ends
/// all when one has ended, but not every one does, and MPI itself may wait for ever.
/// </summary>
internal sealed class MpiPeers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A rank that writes its core to a slow disk, or is held by a debugger, is not dead.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private readonly (int Rank, int Process)[] here;

    private MpiPeers((int Rank, int Process)[] here) => this.here = here;

    /// <summary>Nothing is known of any.</summary>
    public static MpiPeers Unknown { get; } = new([]);

    /// <summary>Learns which processes run on this machine.</summary>
    public static MpiPeers Of(MpiWorld world)
    {
        long[] own = [Hash(Environment.MachineName + Boot()), Environment.ProcessId], all = new long[2 * world.Size];
        world.Gather<long>(own, all);
        return new([.. Enumerable.Range(0, world.Size).Where(rank => rank != world.Rank && all[2 * rank] == own[0])
            .Select(rank => (rank, (int)all[(2 * rank) + 1]))
            // Where the system hides the processes of others, nothing can be said of them.
            .Where(peer => !IsDead(peer.Item2))]);
    }

    /// <summary>A wait that begins now.</summary>
    public Watch Start() => new(here);

    // FNV-1a: only whether two are equal counts.
    private static long Hash(string text)
        => (long)text.Aggregate(14695981039346656037, (hash, letter) => unchecked((hash ^ letter) * 1099511628211));

    // Containers on one machine may share its name and not its numbers of processes.
    private static string Boot() => Read("/proc/sys/kernel/random/boot_id")
        + (File.Exists("/proc/self/ns/pid") ? new FileInfo("/proc/self/ns/pid").LinkTarget : "");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // "number (name) state …": Z and X are dead, however long their parent leaves them lying.
    private static bool IsDead(int process)
    {
        string text = Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        int end = text.LastIndexOf(')');
        return end < 0 || end + 2 >= text.Length || text[end + 2] is 'Z' or 'X';
    }

    /// <summary>One wait.</summary>
    internal struct Watch((int Rank, int Process)[] here)
    {
        // Between processes with a core each an answer takes microseconds; a busy core is given away after that.
        private const int Spins = 200;

        private readonly long start = Stopwatch.GetTimestamp();
        private long next = (long)(Stopwatch.Frequency * Pause.TotalSeconds);
        private int turns;

        /// <summary>Called between two looks at what is waited for.</summary>
        /// <exception cref="MpiException">A process of this machine has ended, or none has answered for
        /// long.</exception>
        public void Look()
        {
            if (++turns < Spins)
                return;
            Thread.Yield();
            if (turns % 64 != 0 || Stopwatch.GetTimestamp() - start < next)
                return;
            next += (long)(Stopwatch.Frequency * Pause.TotalSeconds);
            if (!OperatingSystem.IsLinux())
                return;
            foreach ((int rank, int process) in here)
            {
                if (IsDead(process))
                    throw new MpiException($"process {rank} of the run (its number was {process}) has ended");
            }
            if (Stopwatch.GetElapsedTime(start) > Longest)
                throw new MpiException($"no other process has answered for {Longest.TotalMinutes:F0} minutes");
        }
    }
}

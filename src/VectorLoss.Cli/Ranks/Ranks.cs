using VectorLoss.Data;
using VectorLoss.Mpi;

namespace VectorLoss.Cli;

/// <summary>
/// The processes that run a command together: one, unless a launcher of MPI started more. Only the first one writes
/// files and prints.
/// </summary>
internal sealed class Ranks
{
    private readonly Terminal own;
    private bool haveAgreed;

    private Ranks(Terminal terminal, MpiWorld? world)
    {
        (own, World) = (terminal, world);
        Terminal = IsFirst ? terminal
            : terminal with { Out = TextWriter.Null, Error = TextWriter.Null, Watched = false };
    }

    /// <summary>The processes; null for one alone.</summary>
    public MpiWorld? World { get; }

    /// <summary>How many processes there are.</summary>
    public int Size => World?.Size ?? 1;

    /// <summary>The number of this one.</summary>
    public int Rank => World?.Rank ?? 0;

    /// <summary>Whether this one writes and prints.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>Where this process prints; nowhere, if it is not the first.</summary>
    public Terminal Terminal { get; }

    /// <summary>Threads of a process, where the processes of a machine share its cores.</summary>
    public static int Threads => Math.Max(1, Environment.ProcessorCount / MpiLauncher.OnThisMachine);

    /// <summary>
    /// Refuses a command line, which all processes that were started together were given: the first one says why. One
    /// that was given another line does not wait for the others for ever.
    /// </summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserError">This is the process that speaks.</exception>
    public static int Refuse(Terminal terminal, UserError problem)
    {
        if (MpiLauncher.Processes == 1)
            throw problem;
        try
        {
            return Run(terminal, ranks => ranks.Agree<int>(() => throw problem));
        }
        catch (UserError other) when (other.InnerException is MpiException)
        {
            // They cannot speak with each other, which is not what the user has to mend first.
            throw problem;
        }
    }

    /// <summary>Runs a command on all processes that were started together.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, Func<Ranks, int> command)
    {
        if (MpiLauncher.Processes == 1)
            return command(new(terminal, null));
        Ranks ranks;
        try
        {
            ranks = new(terminal, MpiWorld.Join());
        }
        catch (MpiException problem)
        {
            return MpiLauncher.Rank > 0 ? ExitCode.BadInput : throw new UserError(
                $"one of {MpiLauncher.Processes} processes: {problem.Message}", problem);
        }
        return ranks.Run(command);
    }

    /// <summary>Prepares what a run needs, on every process; where one fails, none goes on.</summary>
    /// <exception cref="OtherRankException">It failed elsewhere, where that is said.</exception>
    public T Agree<T>(Func<T> prepare)
    {
        if (World is null)
            return prepare();
        Exception? problem = null;
        T? result = default;
        try
        {
            result = prepare();
        }
        catch (Exception found) when (found is UserError or DataFormatException or IOException
            or UnauthorizedAccessException or OutOfMemoryException)
        {
            problem = found;
        }
        int[] all = new int[Size];
        World.Gather([problem is null ? 0 : 1], all.AsSpan());
        int failed = Array.IndexOf(all, 1);
        if (failed < 0)
            return result!;
        haveAgreed = true;
        if (failed != Rank)
            throw new OtherRankException(failed);
        throw IsFirst ? problem! : new UserError($"process {Rank}: {CommandLine.Explain(problem!)}", problem);
    }

    private int Run(Func<Ranks, int> command)
    {
        try
        {
            int code = command(this);
            World!.Dispose();
            // The launcher complains of every process that does not end with 0; one complaint is enough.
            return IsFirst ? code : ExitCode.Done;
        }
        catch (OtherRankException)
        {
            World!.Dispose();
            return IsFirst ? ExitCode.BadInput : ExitCode.Done;
        }
        catch (Exception) when (haveAgreed)
        {
            World!.Dispose();
            throw;
        }
        catch (Exception problem)
        {
            // The others wait for this process, and would for ever.
            string reason = CommandLine.Explain(problem) ?? problem.ToString();
            own.Error.WriteLine($"vectorloss: {(IsFirst ? "" : $"process {Rank}: ")}{Printable.Message(reason)}");
            own.Error.Flush();
            int code = CommandLine.CodeOf(problem);
            World!.Abort(code);
            return code;
        }
    }
}

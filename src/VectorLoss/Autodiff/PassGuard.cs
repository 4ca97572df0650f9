namespace VectorLoss.Autodiff;

/// <summary>
/// Lets one thread at a time run a pass of a tape. If a second one calls the tape meanwhile, both get an exception: the
/// second at once, the first at the end of its pass, whose numbers the second may have changed.
/// </summary>
internal sealed class PassGuard
{
    private const int Nobody = 0;
    private int owner;
    private string? intruder;

    /// <summary>Begins a pass; it ends when the result is disposed.</summary>
    public Pass Enter(string pass)
    {
        int thread = Environment.CurrentManagedThreadId;
        int running = Interlocked.CompareExchange(ref owner, thread, Nobody);
        if (running != Nobody)
            throw Refusal(pass, running);
        return new(this, pass);
    }

    /// <summary>Refuses a call while another thread runs a pass; an op may make it while it runs.</summary>
    public void RequireIdle(string call)
    {
        int running = Volatile.Read(ref owner);
        if (running != Nobody && running != Environment.CurrentManagedThreadId)
            throw Refusal(call, running);
    }

    private InvalidOperationException Refusal(string call, int running)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (running == thread)
            return new($"{call} was called by an op while the tape runs a pass.");
        Volatile.Write(ref intruder, call);
        return new($"{call} was called by thread {thread} while thread {running} runs a pass of the same tape. "
            + "A tape belongs to one thread at a time: record one tape for each thread.");
    }

    private void Leave(string pass)
    {
        // An exchange is dear, so it is done only if there is something to fetch.
        string? other = Volatile.Read(ref intruder) is null ? null : Interlocked.Exchange(ref intruder, null);
        Volatile.Write(ref owner, Nobody);
        if (other is not null)
            throw new InvalidOperationException($"Another thread called {other} while {pass} ran on the same tape, so "
                + "its numbers may be wrong. A tape belongs to one thread at a time: record one tape for each thread.");
    }

    /// <summary>A pass that runs.</summary>
    internal readonly ref struct Pass(PassGuard guard, string name)
    {
        /// <summary>Ends it.</summary>
        /// <exception cref="InvalidOperationException">Another thread called the tape meanwhile.</exception>
        public void Dispose() => guard.Leave(name);
    }
}

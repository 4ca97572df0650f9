namespace VectorLoss.Spans;

/// <summary>How many threads to ask for.</summary>
public static class Threads
{
    /// <summary>
    /// As many as pay: one for each processor that the process may use. Every operation cuts its work into pieces that
    /// are worth a thread, so small work stays on the caller's thread; and the results have the same bits whatever the
    /// number is.
    /// </summary>
    public static int Paying { get; } = Environment.ProcessorCount;
}

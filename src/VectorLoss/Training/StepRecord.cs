using System.Diagnostics;

namespace VectorLoss.Training;

/// <summary>What is known of the steps of a training: the last losses, time, and bytes allocated.</summary>
internal sealed class StepRecord
{
    /// <summary>The most losses that a mean is taken over.</summary>
    public const int Losses = 100;

    // The length of a stretch, and the first steps, which may still allocate: gradient buffers and optimiser state
    // appear in the first step, and compilation goes on for some more.
    private const int Stretch = 10;
    private long steps;
    private long ticks;
    private long allocated;
    private long leastAllocated = long.MaxValue;

    /// <summary>The loss of step n at index (n − 1) mod <see cref="Losses"/>.</summary>
    public double[] Recent { get; } = new double[Losses];

    /// <summary>Time in the steps.</summary>
    public double Seconds => ticks / (double)Stopwatch.Frequency;

    /// <summary>Bytes that a step allocates: the least of all stretches after the first.</summary>
    public double BytesPerStep => leastAllocated == long.MaxValue ? 0 : leastAllocated / (double)Stretch;

    /// <summary>Adds the loss of a step.</summary>
    public void Add(long step, double loss) => Recent[(step - 1) % Losses] = loss;

    /// <summary>Adds what a step took.</summary>
    /// <remarks>
    /// The runtime also allocates when it compiles a method again, and charges the thread that happens to run. Such
    /// bytes come once, while those of a step come in every step: the least of all stretches of ten steps is the steps'
    /// own.
    /// </remarks>
    public void AddCosts(long elapsed, long bytes)
    {
        ticks += elapsed;
        allocated += bytes;
        if (++steps % Stretch != 0)
            return;
        if (steps > Stretch)
            leastAllocated = Math.Min(leastAllocated, allocated);
        allocated = 0;
    }

    /// <summary>The mean loss of the last steps; NaN without a step.</summary>
    /// <param name="step">Steps that are done.</param>
    public double MeanLoss(long step)
    {
        int count = (int)Math.Min(step, Losses);
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += Recent[i];
        return sum / count;
    }
}

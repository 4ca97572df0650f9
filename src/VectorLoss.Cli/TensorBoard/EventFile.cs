using System.Globalization;
using VectorLoss.Training;

namespace VectorLoss.Cli.TensorBoard;

/// <summary>
/// Every step and evaluation as an event file of TensorBoard. When an event cannot be written, training goes on without
/// the file.
/// </summary>
internal sealed class EventFile : ITrainingObserver, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly NamedFile directory;
    private readonly string watches;
    private readonly Action<string> warn;
    private readonly FileStream file;
    private DateTime flushed;

    /// <summary>Makes a file of its own in a directory, so that a directory that cannot be written is known at
    /// once.</summary>
    /// <param name="directory">The directory; runs that go on add files to it.</param>
    /// <param name="watches">What the samples of evaluations are called.</param>
    /// <param name="step">Steps that another process has done.</param>
    /// <param name="warn">Told once when an event cannot be written.</param>
    /// <exception cref="UserError">It cannot be written.</exception>
    public EventFile(NamedFile directory, string watches, long step, Action<string> warn)
    {
        (this.directory, this.watches, this.warn, flushed) = (directory, watches, warn, DateTime.UtcNow);
        // TensorBoard reads files with this word in their names, in the order of the names.
        string name = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{(long)(flushed - DateTime.UnixEpoch).TotalSeconds:D10}.{Environment.ProcessId}");
        FileStream? opened = null;
        Files.RequireDirectory(directory);
        Files.Save(directory, path => opened = Create(Path.Combine(path, name)));
        file = opened!;
        Write(EventRecord.Version(flushed));
        if (step > 0)
            Write(EventRecord.Start(flushed, step + 1));
    }

    /// <summary>Whether an event was lost.</summary>
    public bool Failed { get; private set; }

    public void OnStep(in StepReport report) => Write(EventRecord.Scalars(DateTime.UtcNow, report.Step,
        ("train/loss", report.Loss), ("train/learning_rate", report.Rate), ("train/accuracy", report.Accuracy),
        ("train/gradient_norm", report.GradientNorm)));

    public void OnEvaluation(long step, Evaluation evaluation) => Write(EventRecord.Scalars(DateTime.UtcNow, step,
        ($"{watches}/loss", evaluation.Loss), ($"{watches}/accuracy", evaluation.Accuracy)));

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            file.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Fail(problem);
        }
    }

    // A second run of the same process in the same second, as in a test.
    private static FileStream Create(string path)
    {
        for (int more = 1; File.Exists(path); more++)
            path = $"{path}.{more}";
        return new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
    }

    private void Write(ReadOnlySpan<byte> record)
    {
        if (Failed)
            return;
        try
        {
            file.Write(record);
            if (DateTime.UtcNow - flushed > LongestWait)
            {
                flushed = DateTime.UtcNow;
                file.Flush();
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Fail(problem);
        }
    }

    private void Fail(Exception problem)
    {
        if (!Failed)
            warn($"{directory}: cannot be written: {Files.Reason(problem, file.Name)}; nothing more is written to it");
        Failed = true;
    }
}

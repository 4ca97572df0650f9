using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// Every step and evaluation as one line of JSON. When a line cannot be written, training goes on without the file.
/// </summary>
internal sealed class MetricsFile : ITrainingObserver, IDisposable
{
    private readonly LineLog log;
    private readonly string watches;

    /// <summary>Opens the file, so that a path that cannot be written is known before training.</summary>
    /// <param name="file">The file.</param>
    /// <param name="warn">Told once when a line cannot be written.</param>
    /// <param name="watches">What the samples of evaluations are called.</param>
    /// <param name="step">The step after which training goes on; lines of earlier steps stay.</param>
    /// <param name="evaluated">The step after which the last evaluation was made.</param>
    /// <exception cref="UserError">It cannot be written.</exception>
    public MetricsFile(NamedFile file, Action<string> warn, string watches, long step = 0, long evaluated = 0)
    {
        this.watches = watches;
        LineLog? opened = null;
        Files.Save(file, path => opened = new LineLog(path, problem =>
        {
            Failed = true;
            warn($"{file}: cannot be written: {Files.Reason(problem, path)}; nothing more is written to it");
        }, step == 0 ? 0 : KeptMetrics.Count(path, step, evaluated)));
        log = opened!;
    }

    /// <summary>Whether a line was lost.</summary>
    public bool Failed { get; private set; }

    public void OnStep(in StepReport report)
    {
        StepReport step = report;
        log.Write(Json.Object(json =>
        {
            json.WriteString("event", "step");
            json.WriteNumber("step", step.Step);
            json.Real("loss", step.Loss);
            json.Real("accuracy", step.Accuracy);
            json.Real("learningRate", step.Rate);
            json.Real("gradientNorm", step.GradientNorm);
            json.Real("samplesPerSecond", step.SamplesPerSecond);
        }));
    }

    public void OnEvaluation(long step, Evaluation evaluation) => log.Write(Json.Object(json =>
    {
        json.WriteString("event", "evaluation");
        json.WriteNumber("step", step);
        json.Real($"{watches}Accuracy", evaluation.Accuracy);
        json.Real($"{watches}Loss", evaluation.Loss);
    }));

    /// <summary>Writes what waits to the file.</summary>
    public void Flush() => log.Flush();

    /// <summary>Writes the last line of a run whose loss became infinite or NaN, and everything to the file.</summary>
    public void End(TrainingDivergedException problem)
    {
        log.Write(Json.Object(json =>
        {
            json.WriteString("event", "diverged");
            json.WriteNumber("step", problem.Step);
            json.Real("loss", problem.Loss);
        }));
        log.Flush();
    }

    /// <summary>Writes the last line, and everything to the file.</summary>
    public void End(TrainSummary summary)
    {
        log.Write(Json.Object(json =>
        {
            json.WriteString("event", "end");
            new TrainSummaryJson(summary).WriteTo(json);
        }));
        log.Flush();
    }

    public void Dispose() => log.Dispose();
}

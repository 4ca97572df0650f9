using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Every step and evaluation as one line of JSON.</summary>
internal sealed class MetricsFile : ITrainingObserver, IDisposable
{
    private readonly StreamWriter writer;

    /// <summary>Opens the file, so that a path that cannot be written is known before training.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public MetricsFile(string path) => writer = Files.Open(path, "--metrics");

    public void OnStep(in StepReport report)
    {
        StepReport step = report;
        writer.WriteLine(Json.Object(json =>
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

    public void OnEvaluation(long step, Evaluation evaluation) => writer.WriteLine(Json.Object(json =>
    {
        json.WriteString("event", "evaluation");
        json.WriteNumber("step", step);
        json.Real("testAccuracy", evaluation.Accuracy);
        json.Real("testLoss", evaluation.Loss);
    }));

    public void End(TrainSummary summary) => writer.WriteLine(Json.Object(json =>
    {
        json.WriteString("event", "end");
        summary.WriteTo(json);
    }));

    public void Dispose() => writer.Dispose();
}

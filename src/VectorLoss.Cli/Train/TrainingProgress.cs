using System.Diagnostics;
using System.Globalization;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// What is known of a training run while it goes on. Training only leaves its last report behind; another thread turns
/// it into words.
/// </summary>
/// <param name="plan">How long training goes on.</param>
/// <param name="before">Steps that another process has done.</param>
/// <param name="watches">What the samples of evaluations are called.</param>
internal sealed class TrainingProgress(TrainingPlan plan, long before = 0, string watches = "test") : ITrainingObserver
{
    // The first steps compile the kernels; a mean that starts with them takes hundreds of steps to forget it.
    private const int StepsToForget = 20;
    private readonly Lock gate = new();
    private readonly long start = Stopwatch.GetTimestamp();
    private StepReport last;
    private double loss = double.NaN;
    private double accuracy = double.NaN;
    private double secondsPerSample = double.NaN;
    private double tested = double.NaN;
    private long reports;
    private long components;
    private long allComponents;

    public void OnStep(in StepReport report)
    {
        lock (gate)
        {
            last = report;
            components = 0;
            // A single batch jumps about; a fading mean over some fifty of them can be read.
            bool settled = ++reports > StepsToForget;
            loss = settled ? Fade(loss, report.Loss) : report.Loss;
            accuracy = settled ? Fade(accuracy, report.Accuracy) : report.Accuracy;
            secondsPerSample = settled
                ? Fade(secondsPerSample, 1 / report.SamplesPerSecond) : 1 / report.SamplesPerSecond;
        }
    }

    public void OnGradient(long done, long all)
    {
        lock (gate)
            (components, allComponents) = (done, all);
    }

    public void OnEvaluation(long step, Evaluation evaluation)
    {
        lock (gate)
            tested = evaluation.Accuracy;
    }

    /// <summary>Steps that are done.</summary>
    public long Step
    {
        get
        {
            lock (gate)
                return Done;
        }
    }

    /// <summary>How far training is, in long words or in short ones; null before anything is known.</summary>
    public string? Text(bool wide)
    {
        lock (gate)
            return components > 0 ? OfGradient() : reports > 0 ? OfSteps(wide) : null;
    }

    private long Done => before + reports;

    private string OfSteps(bool wide)
    {
        string left = Durations.Text((plan.Steps - last.Step) * plan.BatchSize * secondsPerSample);
        string test = double.IsNaN(tested) ? "" : Text($" · {watches} {100 * tested:F2} %");
        string right = double.IsNaN(accuracy) ? "" : Text($" · accuracy {100 * accuracy:F1} %");
        double rate = 1 / secondsPerSample;
        string at = wide ? Text($"step {last.Step:N0} of {plan.Steps:N0} · loss {loss:F4}")
            : Text($"{last.Step}/{plan.Steps} · loss {loss:F3}");
        string speed = wide
            ? Text($"{rate:N0} samples/s · {left} left")
            : Text($"{rate / 1000:F0}k samples/s · {left}");
        return $"{at}{right}{test} · {speed}";
    }

    // A numerical gradient can take minutes: two passes for each of its components.
    private string OfGradient()
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double apiece = seconds / ((reports * (double)allComponents) + components);
        double step = (allComponents - components) * apiece;
        double all = step + ((plan.Steps - Done - 1) * allComponents * apiece);
        string loss = reports == 0 ? "" : Text($" · loss {last.Loss:F4}");
        return Text($"step {Done + 1:N0} of {plan.Steps:N0}, gradient {components:N0} of {allComponents:N0}{loss}")
            + $" · {Durations.Text(step)} left of the step, {Durations.Text(all)} in all";
    }

    private static double Fade(double mean, double value) => mean + (0.02 * (value - mean));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

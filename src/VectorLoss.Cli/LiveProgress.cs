using System.Globalization;
using Spectre.Console;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// A bar that is redrawn while training runs: step, loss, accuracy, samples/s, time left. Drawing has its own thread;
/// training only leaves its last report behind.
/// </summary>
internal sealed class LiveProgress : ITrainingObserver, IDisposable
{
    private const int MillisecondsBetweenDrawings = 100;
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim over = new();
    private readonly TrainingPlan plan;
    private readonly Thread painter;
    private StepReport last;
    private double loss = double.NaN;
    private double accuracy = double.NaN;
    private double secondsPerSample = double.NaN;
    private double tested = double.NaN;

    public LiveProgress(Terminal terminal, TrainingPlan plan)
    {
        this.plan = plan;
        painter = new(() => Paint(terminal)) { IsBackground = true, Name = "progress" };
        painter.Start();
    }

    public void OnStep(in StepReport report)
    {
        lock (gate)
        {
            last = report;
            // A single batch jumps about; a fading mean over some fifty of them can be read.
            loss = Fade(loss, report.Loss);
            accuracy = Fade(accuracy, report.Accuracy);
            secondsPerSample = Fade(secondsPerSample, 1 / report.SamplesPerSecond);
        }
    }

    public void OnEvaluation(long step, Evaluation evaluation)
    {
        lock (gate)
            tested = evaluation.Accuracy;
    }

    public void Dispose()
    {
        over.Set();
        painter.Join();
        over.Dispose();
    }

    private static double Fade(double mean, double value) => double.IsNaN(mean) ? value : mean + (0.02 * (value - mean));

    private void Paint(Terminal terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(terminal.Error) });
        console.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: plan.Steps);
                do
                    Show(task);
                while (!over.Wait(MillisecondsBetweenDrawings));
            });
    }

    private void Show(ProgressTask task)
    {
        lock (gate)
        {
            if (last.Step == 0)
                return;
            double left = (plan.Steps - last.Step) * plan.BatchSize * secondsPerSample;
            string test = double.IsNaN(tested) ? "" : string.Create(CultureInfo.InvariantCulture, $" · test {100 * tested:F2} %");
            task.Value = last.Step;
            task.Description = string.Create(CultureInfo.InvariantCulture,
                $"step {last.Step}/{plan.Steps} · loss {loss:F4} · accuracy {100 * accuracy:F1} %{test} · {1 / secondsPerSample:N0} samples/s · {Left(left)} left");
        }
    }

    private static string Left(double seconds) => seconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s")
        : TimeSpan.FromSeconds(Math.Min(seconds, 86_400 * 999d)).ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}

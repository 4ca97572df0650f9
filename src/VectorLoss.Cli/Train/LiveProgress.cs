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
    // The first steps compile the kernels; a mean that starts with them takes hundreds of steps to forget it.
    private const int StepsToForget = 20;
    private const int RoomForBar = 112;
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
            bool settled = report.Step > StepsToForget;
            loss = settled ? Fade(loss, report.Loss) : report.Loss;
            accuracy = settled ? Fade(accuracy, report.Accuracy) : report.Accuracy;
            secondsPerSample = settled
                ? Fade(secondsPerSample, 1 / report.SamplesPerSecond) : 1 / report.SamplesPerSecond;
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

    private static double Fade(double mean, double value) => mean + (0.02 * (value - mean));

    private void Paint(Terminal terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(terminal.Error) });
        bool wide = console.Profile.Width >= RoomForBar;
        TaskDescriptionColumn words = new() { Alignment = Justify.Left };
        console.Progress().AutoClear(true).HideCompleted(false)
            .Columns(wide
                ? [new ProgressBarColumn { Width = console.Profile.Width - RoomForBar + 16 }, words] : [words])
            .Start(context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: plan.Steps);
                do
                    Show(task, wide);
                while (!over.Wait(MillisecondsBetweenDrawings));
            });
    }

    private void Show(ProgressTask task, bool wide)
    {
        lock (gate)
        {
            if (last.Step == 0)
                return;
            string left = Left((plan.Steps - last.Step) * plan.BatchSize * secondsPerSample);
            string test = double.IsNaN(tested) ? "" : Text($" · test {100 * tested:F2} %");
            task.Value = last.Step;
            double percent = 100 * accuracy, rate = 1 / secondsPerSample;
            string at = wide ? Text($"step {last.Step:N0} of {plan.Steps:N0} · loss {loss:F4}")
                : Text($"{last.Step}/{plan.Steps} · loss {loss:F3}");
            string speed = wide
                ? Text($"{rate:N0} samples/s · {left} left")
                : Text($"{rate / 1000:F0}k samples/s · {left}");
            task.Description = Text($"{at} · accuracy {percent:F1} %{test} · {speed}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Left(double seconds) => seconds switch
    {
        < 100 => Text($"{seconds:F0} s"),
        < 6000 => Text($"{seconds / 60:F0} min"),
        _ => Text($"{seconds / 3600:F1} h"),
    };
}

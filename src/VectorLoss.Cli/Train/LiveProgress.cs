using Spectre.Console;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>A bar that is redrawn while training runs: step, loss, accuracy, samples/s, time left.</summary>
internal sealed class LiveProgress : IDisposable
{
    private const int MillisecondsBetweenDrawings = 100;
    private const int RoomForBar = 112;
    private readonly ManualResetEventSlim over = new();
    private readonly Thread painter;

    /// <summary>Starts to draw, on a thread of its own.</summary>
    public LiveProgress(Terminal terminal, TrainingPlan plan, TrainingProgress progress)
    {
        painter = new(() => Paint(terminal, plan, progress)) { IsBackground = true, Name = "progress" };
        painter.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Set();
        painter.Join();
        over.Dispose();
    }

    private void Paint(Terminal terminal, TrainingPlan plan, TrainingProgress progress)
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
                {
                    task.Value = progress.Step;
                    task.Description = progress.Text(wide) ?? task.Description;
                }
                while (!over.Wait(MillisecondsBetweenDrawings));
            });
    }
}

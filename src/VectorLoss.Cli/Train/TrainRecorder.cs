using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Cli.Pages;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// Writes down what the page of <c>train --report</c> shows, in at most 400 stretches of equally many steps. The
/// stretches grow with the run, so that one that ends early is seen step by step.
/// </summary>
/// <param name="net">The net in training; its gradients are read after the last step of a stretch.</param>
/// <param name="plan">How long training goes on.</param>
internal sealed class TrainRecorder<T>(Mlp<T> net, TrainingPlan plan) : ITrainingObserver
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostRows = 400, Worst = 24, Together = 500;

    private readonly List<TrainRow> rows = [];
    private readonly List<TestRow> tests = [];
    private StepReport last;
    private long stretch = 1;
    private double loss;
    private double accuracy;
    private long steps;

    public void OnStep(in StepReport report)
    {
        if (rows.Count == MostRows)
            JoinRows();
        loss += report.Loss;
        accuracy += report.Accuracy;
        (steps, last) = (steps + 1, report);
        if (steps == stretch || report.Step == plan.Steps)
            EndStretch(Norms());
    }

    public void OnEvaluation(long step, Evaluation evaluation)
        => tests.Add(new(step, evaluation.Loss, evaluation.Accuracy));

    /// <summary>Writes the page.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Save(NamedFile file, string command, TrainSummary summary, TrainTask task)
    {
        // Training that ends early ends within a stretch; a step that failed has left its gradient on the tape.
        if (steps > 0)
            EndStretch(summary.Problem is null ? Norms() : rows.Count > 0 ? rows[^1].GradientNorms : []);
        var report = new TrainReport
        {
            Command = command,
            Facts = summary.Problem is null ? [.. summary.Facts, .. summary.Times] : summary.Facts,
            Training = rows,
            Tests = tests,
            Watches = task.Watches,
            Sample = task.Sample,
            Classes = [.. task.Classes.Select(name => Printable.Cut(name))],
            Diverged = summary.Problem?.Step,
            Confusion = summary.Result.Test is { Classes: > 0 } evaluation ? Confusion(evaluation) : null,
            Worst = summary.Problem is null && task.Watched is DigitSet digits ? Judge(digits) : [],
        };
        Files.WriteText(file, report.ToHtml());
    }

    private void EndStretch(IReadOnlyList<double> norms)
    {
        rows.Add(new(last.Step, loss / steps, accuracy / steps, last.Rate, norms));
        (loss, accuracy, steps) = (0, 0, 0);
    }

    private void JoinRows()
    {
        for (int i = 0; i < MostRows; i += 2)
        {
            (TrainRow first, TrainRow second) = (rows[i], rows[i + 1]);
            rows[i / 2] = second with
            {
                Loss = (first.Loss + second.Loss) / 2,
                Accuracy = (first.Accuracy + second.Accuracy) / 2,
            };
        }
        rows.RemoveRange(MostRows / 2, MostRows / 2);
        stretch *= 2;
    }

    // Differences leave no gradient on the tape, and the trainer keeps theirs to itself.
    private double[] Norms()
    {
        if (plan.Gradient == GradientSource.Numerical)
            return [];
        double[] norms = new double[net.Parameters.Length / 2];
        for (int i = 0; i < net.Parameters.Length; i++)
        {
            foreach (T component in net.Tape.Gradient(net.Parameters[i]))
                norms[i / 2] += double.CreateTruncating(component) * double.CreateTruncating(component);
        }
        return [.. norms.Select(Math.Sqrt)];
    }

    private static double[,] Confusion(Evaluation evaluation)
    {
        int classes = evaluation.Classes;
        var table = new double[classes, classes];
        for (int i = 0; i < classes * classes; i++)
            table[i / classes, i % classes] = evaluation[i / classes, i % classes];
        return table;
    }

    private List<JudgedDigit> Judge(DigitSet digits)
    {
        int together = Math.Min(Together, digits.Count);
        Tape<T> tape = net.Tape;
        Mark end = tape.Mark();
        Var images = tape.Input(new(together, digits.Pixels));
        Var logits = net.Record(images);
        var judged = new List<(double Loss, int Index, int Answer)>();
        int[] which = new int[together];
        for (int start = 0; start < digits.Count; start += together)
        {
            // The last images come once more rather than in a batch of another size.
            start = Math.Min(start, digits.Count - together);
            for (int i = 0; i < together; i++)
                which[i] = start + i;
            digits.CopyInputs(which, tape.Values(images));
            tape.Forward(end);
            judged.AddRange(Losses(digits, start, tape.ReadOnlyValues(logits)));
        }
        tape.Rewind(end);
        return [.. judged.DistinctBy(one => one.Index)
            .OrderByDescending(one => one.Loss).ThenBy(one => one.Index).Take(Worst)
            .Select(one => new JudgedDigit([.. digits.Image(one.Index)], digits.Rows, digits.Columns,
                digits.Labels[one.Index], one.Answer, Math.Exp(-one.Loss)))];
    }

    private List<(double Loss, int Index, int Answer)> Losses(DigitSet digits, int start, ReadOnlySpan<T> logits)
    {
        int classes = net.Outputs, count = logits.Length / classes;
        int[] labels = [.. digits.Labels.Slice(start, count).ToArray().Select(label => (int)label)];
        T[] losses = new T[count];
        new CrossEntropy().Values(logits, classes, labels, losses);
        var judged = new List<(double, int, int)>(count);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<T> outputs = logits.Slice(row * classes, classes);
            int answer = 0;
            for (int i = 1; i < outputs.Length; i++)
                answer = outputs[i] > outputs[answer] ? i : answer;
            judged.Add((double.CreateTruncating(losses[row]), start + row, answer));
        }
        return judged;
    }
}

using System.Globalization;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Checks the gradient of a program in any language, on one or more running copies of it.</summary>
internal sealed class ProgramCheck : IDisposable
{
    private readonly ProgramSettings settings;
    private readonly CancellationTokenSource halt;
    private readonly List<ProgramModel> models = [];
    private readonly List<string> notes = [];
    private UserError? failure;

    /// <param name="settings">What is checked and how.</param>
    /// <param name="interruption">Stops the check.</param>
    /// <exception cref="UserError">The program cannot be started.</exception>
    public ProgramCheck(ProgramSettings settings, CancellationToken interruption)
    {
        this.settings = settings;
        halt = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        try
        {
            for (int i = 0; i < settings.Workers; i++)
                models.Add(new(new(settings.Words, settings.Timeout, settings.LongestAnswer, halt.Token),
                    settings.Point));
        }
        catch (UserError)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the check.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="UserError">The program fails.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public ProgramResult Run(IProgress<CheckProgress>? progress)
    {
        // On a thread that can be left behind: a process that escaped from the group can hold a pipe open.
        Task<ProgramResult> check = Task.Factory.StartNew(() => Check(progress), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task stuck = Task.WhenAny(models.Select(model => model.Process.Stuck));
        Task.WaitAny(check, stuck);
        try
        {
            return check.IsCompleted ? check.GetAwaiter().GetResult() : throw ForeignProgram.Failure(
                "it was ended, and a process that it started still holds its stdout open");
        }
        catch (Exception) when (failure is not null)
        {
            throw failure;
        }
    }

    public void Dispose()
    {
        foreach (ProgramModel model in models)
            model.Process.CloseInput();
        foreach (ProgramModel model in models)
            model.Dispose();
        halt.Dispose();
    }

    private ProgramResult Check(IProgress<CheckProgress>? progress)
    {
        ProgramAnswer first = CompareCopies();
        GradientCheckOptions options = new()
        {
            Subject = settings.Command,
            Mode = settings.Mode,
            Seed = (ulong)settings.Seed,
            Precision = settings.Precision,
            Cancellation = halt.Token,
            Progress = progress,
        };
        bool asked = false;
        void Gradient(ReadOnlySpan<double> x, Span<double> into)
        {
            ProgramAnswer answer = asked ? Guarded(models[0], model => model.Gradient()) : first;
            asked = true;
            foreach (NamedArray array in settings.Point.Arrays)
                answer.Gradient[settings.Point.IsNamed ? array.Name : ""].Values
                    .CopyTo(settings.Point.Arguments.Of(array.Name, into));
        }
        Objective[] copies = [.. models.Select(model => (Objective)(x => Value(model, x)))];
        GradientReport report = GradientCheck.Run(copies, Gradient, settings.Point.Arguments, options);
        // A checker may take an exception for a point outside the domain; a program that failed is no such thing.
        if (failure is not null)
            throw failure;
        StageFinding? stage = report.Failed && first.Outputs.Count > 0
            ? new StageSearch(models[0], settings.Point, options).Find(first.Outputs, report.Value) : null;
        int workers = models.Count;
        foreach (ProgramModel model in models)
            model.Process.CloseInput();
        foreach (ProgramModel model in models)
            Guarded(model, each => each.Finish());
        return new(report, workers, stage, notes);
    }

    // A program that draws numbers without a seed is another function in each copy: one of them can still be checked.
    private ProgramAnswer CompareCopies()
    {
        ProgramAnswer[] answers = [.. models.Select(model => Guarded(model, each => each.Gradient()))];
        int other = Array.FindIndex(answers, answer => !IsSame(answer, answers[0]));
        if (other < 0)
            return answers[0];
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"copies of the program differ at the same x (f = {answers[0].Value:R} and {answers[other].Value:R}), so "
            + $"only the first was used; is a seed missing?"));
        foreach (ProgramModel model in models.Skip(1))
            model.Dispose();
        models.RemoveRange(1, models.Count - 1);
        return answers[0];
    }

    private static bool IsSame(ProgramAnswer a, ProgramAnswer b)
        => a.Value.Equals(b.Value) && a.Gradient.All(part => b.Gradient.TryGetValue(part.Key, out NamedArray? other)
            && part.Value.Values.AsSpan().SequenceEqual(other.Values));

    private double Value(ProgramModel model, ReadOnlySpan<double> x)
    {
        try
        {
            return model.Value(x);
        }
        catch (UserError problem)
        {
            throw Halt(problem);
        }
    }

    private T Guarded<T>(ProgramModel model, Func<ProgramModel, T> ask)
    {
        try
        {
            return ask(model);
        }
        catch (UserError problem)
        {
            throw Halt(problem);
        }
    }

    private UserError Halt(UserError problem)
    {
        // The first failure is the one to report: the others follow from the halt.
        Interlocked.CompareExchange(ref failure, problem, null);
        halt.Cancel();
        return failure;
    }
}

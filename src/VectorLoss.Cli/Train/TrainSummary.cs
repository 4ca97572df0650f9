using System.Globalization;
using System.Text;
using VectorLoss.Cli.Tables;
using VectorLoss.Lanes;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// The result of a run, for people and as JSON. Facts are the same whenever the run is repeated; times are not.
/// </summary>
internal sealed record TrainSummary(TrainSettings Settings, string Dataset, TrainingResult Result, long Parameters,
    Spent Spent)
{
    private const int NameWidth = 14;

    /// <summary>The step after which this process went on; 0 if it began.</summary>
    public long ResumedAfter { get; init; }

    /// <summary>Steps that were left out because a gradient or an update was not finite.</summary>
    public long Skipped { get; init; }

    /// <summary>Why training ended before its end; null where it did not.</summary>
    public TrainingDivergedException? Problem { get; init; }

    /// <summary>What was learned.</summary>
    public TrainTask? Task { get; init; }

    /// <summary>What the net makes of the test samples; null where there are none.</summary>
    public Evaluation? Test { get; init; }

    /// <summary>How good the net is in the metrics of its task.</summary>
    public IReadOnlyList<(string Name, double Value)> Scores { get; init; } = [];

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<string> Saved { get; init; } = Settings.Save is { } net ? [net] : [];

    // The times are those of this process.
    private long StepsHere => Result.Steps - ResumedAfter;

    /// <summary>The time of a step.</summary>
    public double MicrosecondsPerStep => StepsHere > 0 ? Result.StepSeconds * 1e6 / StepsHere : 0;

    /// <summary>How fast samples were learned.</summary>
    public double SamplesPerSecond => Result.StepSeconds > 0
        ? (double)StepsHere * Settings.Batch * Settings.Update.Accumulate / Result.StepSeconds : 0;

    /// <summary>The whole summary as one object.</summary>
    public string ToJson() => Json.Object(new TrainSummaryJson(this).WriteTo);

    /// <summary>
    /// The facts as one object: what a saved net says of its training. The same run gives the same bytes, by any number
    /// of threads and on any machine.
    /// </summary>
    public string FactsToJson() => Json.Object(new TrainSummaryJson(this).WriteFacts);

    /// <summary>What came out and from what, as name and value, in the order to be read.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts
    {
        get
        {
            List<(string, string)> facts = [];
            foreach ((string Name, double Value) score in Scores)
                facts.Add((score.Name, TableScores.Text(score)));
            if (Scores.Count > 0)
                facts.Add(("Scores of", ScoredText));
            if (Scores.Count == 0 && (Test ?? Result.Test) is { Classes: > 0 } test)
            {
                facts.Add((IsOfTest ? "Test accuracy" : "Accuracy",
                    Text($"{100 * test.Accuracy:F2} %  ({Counts(test)}{When})")));
            }
            string steps = $"{Plural.Of(Result.Steps, "step")} of {Text($"{Settings.Batch:N0}")} on {DatasetText}";
            string loss = Result.Steps > 0 ? Text($", loss {Result.TrainLoss:F4}") : "";
            string resumed = ResumedAfter > 0 ? Text($"; resumed after step {ResumedAfter}") : "";
            string skipped = Skipped > 0 ? $"; {Plural.Of(Skipped, "step")} skipped: not finite" : "";
            facts.Add(("Training", $"{steps}{loss}{skipped}{resumed}{Ending()}"));
            facts.Add(("Net", $"{Settings}, {Plural.Of(Parameters, "parameter")}"));
            facts.Add(("Settings", Text($"batch {Settings.Batch}{Shards}, initial weights {Settings.Start}, ")
                + Text($"seed {Settings.Seed}, {(Settings.IsDouble ? "double" : "float")}")));
            if (Saved.Count > 0)
                facts.Add(("Saved", Printable.Message(string.Join(", ", Saved))));
            return facts;
        }
    }

    /// <summary>What differs from run to run and from machine to machine.</summary>
    public IReadOnlyList<(string Name, string Value)> Times =>
    [
        .. StepsHere > 0 ? Speed : [],
        ("Machine", (Settings.Processes > 1 ? $"{Settings.Processes} processes of " : "")
            + $"{Plural.Of(Settings.Threads, "thread")}, {Simd.Path}"),
        ("Seconds", Seconds()),
    ];

    private (string, string)[] Speed =>
    [
        ("Speed", Text($"{MicrosecondsPerStep:N0} µs/step, {Rounded(SamplesPerSecond):N0} samples/s, ")
            + Text($"{Result.BytesPerStep:F0} bytes allocated/step")),
    ];

    /// <summary>The summary for people.</summary>
    public string ToText(int columns)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in Facts.Concat(Times).Append(("Try next", Next())))
            text.Append(Layout.Hanging(Layout.Pad(name, NameWidth), value, columns));
        return text.ToString();
    }

    // Of the rows that a net has learned, a score tells how well it remembers.
    private string ScoredText => Task!.Scored == "test" ? $"test {Task.Sample}s, which training did not see"
        : $"{Task.Scored} {Task.Sample}s, which training saw: no measure of new ones (see --test)";

    private string Shards => Settings.Shards > 1 ? $" in {Settings.Shards} shards" : "";

    private string DatasetText => Printable.Cut(Dataset);

    private string When => Result.End == TrainingEnd.Cancelled ? ", when last evaluated" : "";

    private string Counts(Evaluation test)
        => Text($"{test.Correct:N0} of {test.Count:N0} {Whose}{Task?.Sample}s right, mean loss {test.Loss:F4}");

    private bool IsOfTest => Test is not null || Task is null or { Watches: "test" };

    private string Whose => IsOfTest ? "" : $"{Task!.Watches} ";

    private string Seconds()
    {
        string before = Text($"start {Spent.Start:F2} + load {Spent.Load:F2}");
        string after = Text($"train {Result.StepSeconds:F2} + evaluate {Result.EvaluationSeconds:F2}");
        return Text($"{Spent.Total:F2} = {before} + {after} + other {Rest:F2}");
    }

    private double Rest
        => Math.Max(0, Spent.Total - Spent.Start - Spent.Load - Result.StepSeconds - Result.EvaluationSeconds);

    private string Ending() => Problem is not null ? $"; {Problem.Message}" : Result.End switch
    {
        TrainingEnd.TargetReached => Text($"; the target of {Settings.TargetAccuracy} was reached"),
        TrainingEnd.Cancelled => "; interrupted",
        TrainingEnd.OutOfPatience => Text($"; no lower loss since step {Result.BestStep}, whose net was kept"),
        _ when Settings.TargetAccuracy is { } target => Text($"; the target of {target} was not reached"),
        _ => "",
    };

    private string Next() => Settings switch
    {
        { SaveEvery: not null, Save: { } state } when Result.End == TrainingEnd.Cancelled
            => $"vectorloss train --resume {Printable.Message(state)}",
        { Save: not null and var model, Table: { Csv: { } csv } }
            => $"vectorloss predict --model {Printable.Message(model)} --csv {Printable.Message(csv)}",
        { Save: not null and var save } => $"vectorloss eval --model {Printable.Message(save)}{OnData}",
        { Table: not null } => $"vectorloss train … --save net.safetensors, then vectorloss predict",
        { Preset: "book" } => $"vectorloss train{OnData}   (the default: ReLU, He, Adam)",
        { Data: null } => "vectorloss train --save net.safetensors, --preset book, or --data DIR with MNIST",
        _ => $"vectorloss train{OnData} --save net.safetensors, --preset book, or --layers 784,256,128,10",
    };

    private string OnData => Settings.Data is null ? "" : $" --data {Printable.Message(Settings.Data)}";

    // A speed is measured to about three digits.
    private static double Rounded(double rate)
    {
        double unit = rate >= 1000 ? Math.Pow(10, Math.Floor(Math.Log10(rate)) - 2) : 1;
        return Math.Round(rate / unit) * unit;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

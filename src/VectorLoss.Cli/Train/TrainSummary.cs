using System.Globalization;
using System.Text;
using System.Text.Json;
using VectorLoss.Lanes;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Where the seconds of the process went.</summary>
/// <param name="Start">From the start of the process to the first line that loads data.</param>
/// <param name="Load">Reading the data.</param>
internal sealed record Spent(double Start, double Load)
{
    /// <summary>Everything until the summary.</summary>
    public double Total { get; init; }
}

/// <summary>What a run came to, for people and as JSON.</summary>
internal sealed record TrainSummary(TrainSettings Settings, string Dataset, TrainingResult Result, long Parameters,
    Spent Spent)
{
    private double MicrosecondsPerStep => Result.Steps > 0 ? Result.StepSeconds * 1e6 / Result.Steps : 0;

    private double SamplesPerSecond => Result.StepSeconds > 0 ? Result.Steps * Settings.Batch / Result.StepSeconds : 0;

    /// <summary>
    /// Writes the fields of the summary into an open JSON object. Numbers that are not finite become null.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("dataset", Dataset);
        json.WriteStartArray("layers");
        foreach (int width in Settings.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("loss", Settings.Loss);
        json.WriteNumber("steps", Result.Steps);
        json.Real("testAccuracy", Result.Test?.Accuracy ?? double.NaN);
        json.Real("trainLoss", Result.TrainLoss);
        json.Real("seconds", Spent.Total);
        json.Real("microsecondsPerStep", MicrosecondsPerStep);
        json.Real("bytesAllocatedPerStep", Result.BytesPerStep);
        json.WriteNumber("threads", Settings.Threads);
        json.WriteString("simd", Simd.Path);
        WriteMore(json);
    }

    private void WriteMore(Utf8JsonWriter json)
    {
        json.WriteString("end",
            Result.End switch { TrainingEnd.Completed => "completed", TrainingEnd.TargetReached => "target-reached",
                _ => "interrupted" });
        json.Real("testLoss", Result.Test?.Loss ?? double.NaN);
        json.Real("startSeconds", Spent.Start);
        json.Real("loadSeconds", Spent.Load);
        json.Real("trainSeconds", Result.StepSeconds);
        json.Real("evaluateSeconds", Result.EvaluationSeconds);
        json.Real("samplesPerSecond", SamplesPerSecond);
        json.WriteNumber("parameters", Parameters);
        json.WriteString("preset", Settings.Preset);
        json.WriteString("activation", Settings.ActivationName);
        json.WriteString("init", Settings.Start.ToString());
        json.WriteString("optimizer", Settings.Optimizer);
        json.Real("learningRate", Settings.Rate);
        json.Real("weightDecay", Settings.Decay);
        json.WriteString("schedule", Settings.Schedule);
        json.WriteNumber("batch", Settings.Batch);
        json.WriteString("gradient", Settings.Gradient.ToString().ToLowerInvariant());
        json.WriteString("dtype", Settings.IsDouble ? "double" : "float");
        json.WriteNumber("seed", Settings.Seed);
        json.WriteString("model", Settings.Save);
    }

    public string ToJson() => Json.Object(WriteTo);

    /// <summary>The summary for people.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        void Line(string name, string content) => text.AppendLine($"{name,-14}{content}");
        if (Result.Test is { } test)
            Line("Test accuracy", Text($"{100 * test.Accuracy:F2} %  ({Counts(test)}{When})"));
        string steps = Text($"{Result.Steps:N0} steps of {Settings.Batch:N0} on {Dataset}");
        Line("Training", Text($"{steps}, loss {Result.TrainLoss:F4}{Ending()}"));
        Line("Net", Text($"{Settings}, {Parameters:N0} parameters"));
        string speed = Text($"{MicrosecondsPerStep:F0} µs/step, {SamplesPerSecond:N0} samples/s");
        Line("Speed", Text($"{speed}, {Result.BytesPerStep:F0} bytes allocated/step"));
        Line("Machine", Text($"{Settings.Threads} threads, {Simd.Path}, {(Settings.IsDouble ? "double" : "float")}"));
        Line("Seconds", Seconds());
        if (Settings.Save is not null)
            Line("Saved", Settings.Save);
        Line("Try next", Next());
        return text.ToString();
    }

    private string When => Result.End == TrainingEnd.Cancelled ? ", when last evaluated" : "";

    private static string Counts(Evaluation test) => Text($"{test.Correct:N0} of {test.Count:N0} images right, mean loss {test.Loss:F4}");

    private string Seconds()
    {
        string before = Text($"start {Spent.Start:F2} + load {Spent.Load:F2}");
        string after = Text($"train {Result.StepSeconds:F2} + evaluate {Result.EvaluationSeconds:F2}");
        return Text($"{Spent.Total:F2} = {before} + {after} + other {Rest:F2}");
    }

    private double Rest
        => Math.Max(0, Spent.Total - Spent.Start - Spent.Load - Result.StepSeconds - Result.EvaluationSeconds);

    private string Ending() => Result.End switch
    {
        TrainingEnd.TargetReached => Text($"; the target of {Settings.TargetAccuracy} was reached"),
        TrainingEnd.Cancelled => "; interrupted",
        _ when Settings.TargetAccuracy is { } target => Text($"; the target of {target} was not reached"),
        _ => "",
    };

    private string Next() => Settings switch
    {
        { Save: not null and var save } => $"vectorloss eval --model {save}{OnData}",
        { Preset: "book" } => $"vectorloss train{OnData}   (the default: ReLU, He, Adam)",
        { Data: null } => "vectorloss train --save net.safetensors, --preset book, or --data DIR with MNIST",
        _ => $"vectorloss train{OnData} --save net.safetensors, --preset book, or --layers 784,256,128,10",
    };

    private string OnData => Settings.Data is null ? "" : $" --data {Settings.Data}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

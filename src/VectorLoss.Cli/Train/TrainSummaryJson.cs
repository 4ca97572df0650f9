using System.Text.Json;
using VectorLoss.Lanes;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The result of a run as JSON.</summary>
internal sealed class TrainSummaryJson(TrainSummary summary)
{
    /// <summary>
    /// Writes the fields of the summary into an open JSON object. Numbers that are not finite become null.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        WriteFacts(json);
        json.Real("seconds", summary.Spent.Total);
        json.Real("microsecondsPerStep", summary.MicrosecondsPerStep);
        json.Real("bytesAllocatedPerStep", summary.Result.BytesPerStep);
        json.WriteNumber("threads", summary.Settings.Threads);
        if (summary.Settings.Processes > 1)
            json.WriteNumber("processes", summary.Settings.Processes);
        json.WriteString("simd", Simd.Path);
        json.Real("startSeconds", summary.Spent.Start);
        json.Real("loadSeconds", summary.Spent.Load);
        json.Real("trainSeconds", summary.Result.StepSeconds);
        json.Real("evaluateSeconds", summary.Result.EvaluationSeconds);
        json.Real("samplesPerSecond", summary.SamplesPerSecond);
        json.WriteString("model", summary.Settings.Save);
        json.WriteStartArray("saved");
        foreach (string path in summary.Saved)
            json.WriteStringValue(path);
        json.WriteEndArray();
        if (summary.ResumedAfter > 0)
            json.WriteNumber("resumedAfter", summary.ResumedAfter);
    }

    /// <summary>What does not depend on the machine or on the day.</summary>
    public void WriteFacts(Utf8JsonWriter json)
    {
        json.WriteString("dataset", summary.Dataset);
        json.WriteStartArray("layers");
        foreach (int width in summary.Settings.Layers)
            json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("loss", summary.Settings.Loss);
        json.WriteNumber("steps", summary.Result.Steps);
        if (summary.Skipped > 0)
            json.WriteNumber("skippedSteps", summary.Skipped);
        json.Real("testAccuracy", summary.Test?.Accuracy ?? double.NaN);
        json.Real("trainLoss", summary.Result.TrainLoss);
        json.WriteString("end", summary.Result.End switch
        {
            TrainingEnd.Completed => "completed",
            TrainingEnd.TargetReached => "target-reached",
            TrainingEnd.OutOfPatience => "out-of-patience",
            _ => "interrupted",
        });
        if (summary.Result.BestStep is { } best)
            json.WriteNumber("bestStep", best);
        if (summary.Scores.Count > 0)
        {
            json.WriteStartObject("scores");
            foreach ((string name, double value) in summary.Scores)
                json.Real(name, value);
            json.WriteEndObject();
            json.WriteString("scored", summary.Task!.Scored);
        }
        json.Real("testLoss", summary.Test?.Loss ?? double.NaN);
        if (summary.Task is { Watches: not "test" and var watches })
        {
            json.Real($"{watches}Accuracy", summary.Result.Test?.Accuracy ?? double.NaN);
            json.Real($"{watches}Loss", summary.Result.Test?.Loss ?? double.NaN);
        }
        json.WriteNumber("parameters", summary.Parameters);
        WriteSettings(json);
    }

    private void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("preset", summary.Settings.Preset);
        json.WriteString("activation", summary.Settings.ActivationName);
        json.WriteString("init", summary.Settings.Start.ToString());
        json.WriteString("optimizer", summary.Settings.Update.Name);
        json.Real("learningRate", summary.Settings.Update.Rate);
        json.Real("weightDecay", summary.Settings.Update.Decay);
        json.WriteString("schedule", summary.Settings.Schedule.Name);
        json.WriteNumber("batch", summary.Settings.Batch);
        if (summary.Settings.Shards > 1)
            json.WriteNumber("shards", summary.Settings.Shards);
        json.WriteString("gradient", summary.Settings.Gradient.ToString().ToLowerInvariant());
        json.WriteString("dtype", summary.Settings.IsDouble ? "double" : "float");
        json.WriteNumber("seed", summary.Settings.Seed);
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using VectorLoss.Cli.Tables;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// The settings of a run as words of a command line: what a checkpoint keeps of them, and what <c>--resume</c> reads.
/// </summary>
internal static class TrainWords
{
    /// <summary>The key in the metadata of a checkpoint.</summary>
    public const string Key = "training.settings";

    /// <summary>Every option that decides a bit of the result, with its value, usual or given.</summary>
    public static IReadOnlyList<(string Option, string Value)> Deciding(TrainSettings settings)
    {
        List<(string, string)> words =
        [
            ("--preset", settings.Preset), ("--layers", settings.LayersText),
            ("--activation", settings.ActivationName), ("--init", settings.Start.ToString()),
            ("--loss", settings.Loss), ("--output", $"{settings.Output}".ToLowerInvariant()),
            .. settings.Update.Deciding(), .. settings.Schedule.Deciding(), ("--batch", Text(settings.Batch)),
            settings.Epochs is { } epochs ? ("--epochs", Text(epochs)) : ("--steps", Text(settings.Steps)),
            ("--sampling", settings.Replacement ? "replacement" : "epochs"),
            ("--gradient", $"{settings.Gradient}".ToLowerInvariant()),
            ("--dtype", settings.IsDouble ? "double" : "float"), ("--seed", Text(settings.Seed)),
            ("--validation", Text(settings.Validation)),
        ];
        if (settings.Shards > 1)
            words.Add(("--shards", Text(settings.Shards)));
        if (settings.EvalEvery is { } steps)
            words.Add(("--eval-every", Text(steps)));
        if (settings.Patience is { } patience)
            words.Add(("--patience", Text(patience)));
        if (settings.Table is { } table)
            words.AddRange(TableOptions.Deciding(table));
        if (settings.TargetAccuracy is { } target)
            words.Add(("--target-accuracy", Text(target)));
        return words;
    }

    /// <summary>What a checkpoint keeps: what decides the result, and what may be given anew.</summary>
    public static string ToJson(TrainSettings settings)
    {
        List<(string Option, string Value)> words = [.. Deciding(settings)];
        if (settings.SaveEvery is { } every)
            words.Add(("--save-every", Text(every)));
        if (settings.Data is { } data)
            words.Add(("--data", data));
        if (settings.Table?.Csv is { } csv)
            words.Add(("--csv", csv));
        return Json.Object(json =>
        {
            foreach ((string option, string value) in words)
                json.WriteString(option, value);
        });
    }

    /// <summary>Reads the options of a run that goes on: those of the checkpoint, and those that are given.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="options">The options of <c>train</c>.</param>
    /// <exception cref="UserError">One of those that are given differs from the checkpoint and decides the
    /// result.</exception>
    public static TrainSettings Resume(ParseResult parsed, TrainOptions options)
    {
        string file = parsed.GetValue(options.Resume)!;
        Dictionary<string, string> kept = Read(file);
        TrainSettings stored = Settings(kept, file, parsed, options);
        Dictionary<string, string> all = new(kept, StringComparer.Ordinal);
        foreach (OptionResult given in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (given is { Implicit: false, Tokens.Count: > 0 })
                all[given.Option.Name] = given.Tokens[^1].Value;
        }
        RemoveReplaced(all, kept);
        TrainSettings settings = Settings(all, file, parsed, options);
        (string Option, string Value)[] before = [.. Deciding(stored)], now = [.. Deciding(settings)];
        if (now.Except(before).FirstOrDefault() is { Option: not null } other)
        {
            throw new UserError($"{other.Option} {Printable.Cut(other.Value)} does not suit "
                + Was(before, other.Option, file));
        }
        return settings with { Json = parsed.GetValue(options.Json), Save = settings.Save ?? file };
    }

    // What the checkpoint has for an option that is given anew may not stand beside it; the comparison then names it.
    private static void RemoveReplaced(Dictionary<string, string> all, Dictionary<string, string> kept)
    {
        foreach ((string option, string[] dependent) in ((string, string[])[])
        [
            ("--optimizer", [.. UpdateSettings.All.SelectMany(one => one.Options).Distinct()]),
            ("--schedule", ["--decay-every", "--decay-factor", "--decay-patience"]),
            ("--steps", ["--epochs"]), ("--epochs", ["--steps"]),
        ])
        {
            bool isNew = all.TryGetValue(option, out string? value) && kept.GetValueOrDefault(option) != value;
            foreach (string other in dependent)
            {
                if (isNew && all.GetValueOrDefault(other) == kept.GetValueOrDefault(other))
                    all.Remove(other);
            }
        }
    }

    private static string Was((string Option, string Value)[] before, string option, string file)
        => Array.Find(before, word => word.Option == option) is { Value: not null } word
            ? $"--resume {file}, which was begun with {option} {Printable.Cut(word.Value)}"
            : $"--resume {file}, which was begun without it";

    private static Dictionary<string, string> Read(string file)
    {
        SafetensorsFile content = SafetensorsFile.Load(file);
        if (!content.Metadata.TryGetValue(Key, out string? text))
        {
            throw new UserError($"--resume {file}: there is no state of a training in the file: "
                + "its run has ended, or was without --save-every");
        }
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.As("settings", JsonValueKind.Object).EnumerateObject().ToDictionary(
                word => word.Name, word => word.Value.As(word.Name, JsonValueKind.String).GetString()!);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or ArgumentException
            or FormatException)
        {
            throw new DataFormatException(file, "the settings of its training are damaged", problem);
        }
    }

    private static TrainSettings Settings(Dictionary<string, string> words, string file, ParseResult parsed,
        TrainOptions options)
    {
        string[] line = [.. words.SelectMany(word => (string[])[word.Key, word.Value])];
        ParseResult again = parsed.CommandResult.Command.Parse(line);
        if (again.Errors.Count > 0 || again.UnmatchedTokens.Count > 0)
        {
            throw new DataFormatException(file, "the settings of its training are damaged: "
                + (again.Errors.Count > 0 ? again.Errors[0].Message : again.UnmatchedTokens[0]));
        }
        return options.Read(again);
    }

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}

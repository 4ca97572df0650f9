using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VectorLoss.Catalogue;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss gradcheck --self-test</c>: the checker against gradients broken on purpose.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class SelfTestRun
{
    public static int Run(Terminal terminal, int cases, int seed, bool json)
    {
        using Interrupt interrupt = new(terminal);
        CheckState state = new("gradients");
        IReadOnlyList<SelfTestScore> scores;
        try
        {
            using WorkProgress progress = new(terminal, () => state.Last);
            scores = SelfTest.Run(LossCatalog.All, cases, seed, state, interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        terminal.Out.Write(json ? ToJson(scores) + "\n" : Table(scores));
        return IsPassed(scores[0]) ? ExitCode.Done : ExitCode.GoalMissed;
    }

    private static bool IsPassed(SelfTestScore own) => own.Killed == own.Wrong && own.Accused == 0;

    private static string ToJson(IReadOnlyList<SelfTestScore> scores) => Json.Object(json =>
    {
        json.WriteBoolean("passed", IsPassed(scores[0]));
        json.WriteStartArray("checkers");
        foreach (SelfTestScore score in scores)
        {
            json.WriteStartObject();
            json.WriteString("checker", score.Checker);
            json.WriteNumber("killed", score.Killed);
            json.WriteNumber("wrong", score.Wrong);
            json.WriteNumber("accused", score.Accused);
            json.WriteNumber("right", score.Right);
            Names(json, "survivors", score.Survivors);
            Names(json, "victims", score.Victims);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void Names(Utf8JsonWriter json, string name, IReadOnlyList<string> list)
    {
        json.WriteStartArray(name);
        foreach (string one in list)
            json.WriteStringValue(one);
        json.WriteEndArray();
    }

    private static string Table(IReadOnlyList<SelfTestScore> scores)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 100;
        Table table = new Table { Title = new("Wrong gradients found, and right ones accused") }
            .Border(TableBorder.Simple);
        table.AddColumn("checker");
        foreach (string name in (string[])["found", "of", "share", "accused", "of"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (SelfTestScore score in scores)
            table.AddRow(score.Checker, N(score.Killed), N(score.Wrong), string.Create(CultureInfo.InvariantCulture,
                $"{100.0 * score.Killed / score.Wrong:F1} %"), N(score.Accused), N(score.Right));
        console.Write(table);
        foreach (string name in scores[0].Survivors)
            text.WriteLine($"not found: {name}");
        foreach (string name in scores[0].Victims)
            text.WriteLine($"accused: {name}");
        text.WriteLine("The rules of others are re-implemented from the inequalities that they document; "
            + "faults of memory are not asked of them.");
        return text.ToString();
    }

    private static string N(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

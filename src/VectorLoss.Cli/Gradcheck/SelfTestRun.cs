using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
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
        terminal.Out.Write(json ? ToJson(scores) + "\n" : ToText(scores, terminal.Columns));
        return scores[0].ReachesGoal ? ExitCode.Done : ExitCode.GoalMissed;
    }

    // Names of a corpus that is drawn are many; the first are enough to see what they have in common.
    private const int MostNames = 100;

    private static string ToJson(IReadOnlyList<SelfTestScore> scores) => Json.Object(json =>
    {
        json.WriteBoolean("passed", scores[0].ReachesGoal);
        json.WriteStartArray("checkers");
        foreach (SelfTestScore score in scores)
        {
            json.WriteStartObject();
            json.WriteString("checker", score.Checker);
            json.WriteNumber("killed", score.Killed);
            json.WriteNumber("wrong", score.Wrong);
            json.WriteNumber("open", score.Missed.Count);
            json.WriteNumber("accused", score.Accused);
            json.WriteNumber("right", score.Right);
            Names(json, "survivors", score.Survivors);
            Names(json, "victims", score.Victims);
            Names(json, "missed", score.Missed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("families");
        foreach (FamilyScore family in scores[0].Families)
            Write(json, family);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, FamilyScore family)
    {
        json.WriteStartObject();
        json.WriteString("family", family.Family);
        json.WriteNumber("faults", family.Faults);
        json.WriteNumber("killed", family.Killed);
        json.WriteNumber("passed", family.Passed);
        json.WriteNumber("missed", family.Missed);
        json.WriteNumber("right", family.Right);
        json.WriteNumber("accused", family.Accused);
        json.WriteNumber("resolvable", family.Resolvable);
        json.WriteNumber("open", family.Open);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string name, IReadOnlyList<string> list)
    {
        json.WriteStartArray(name);
        foreach (string one in list.Take(MostNames))
            json.WriteStringValue(one);
        json.WriteEndArray();
    }

    /// <summary>The scores of all checkers, those of this one by family, and what it got wrong.</summary>
    internal static string ToText(IReadOnlyList<SelfTestScore> scores, int columns)
    {
        StringBuilder text = new();
        text.Append(Layout.Hanging("", "Wrong gradients found, and right ones accused", columns)).Append('\n')
            .Append(ByChecker(scores).ToText(columns)).Append('\n')
            .Append(Layout.Hanging("", $"{SelfTest.Own} by family of functions", columns)).Append('\n')
            .Append(ByFamily(scores[0].Families).ToText(columns)).Append('\n');
        foreach (string name in scores[0].Survivors.Take(MostNames))
            text.Append(Layout.Hanging("not found: ", name, columns));
        foreach (string name in scores[0].Victims.Take(MostNames))
            text.Append(Layout.Hanging("accused: ", name, columns));
        return text.Append(Layout.Hanging("", "A planted fault counts if it is ten times what the best central "
            + "difference resolves. The rules of others are re-implemented from the inequalities that they document; "
            + "faults of memory are not asked of them.", columns)).ToString();
    }

    private static NumberTable ByChecker(IReadOnlyList<SelfTestScore> scores)
    {
        NumberTable table = new("checker", "found", "open", "of", "share", "accused", "of");
        foreach (SelfTestScore score in scores)
            table.Add(score.Checker, N(score.Killed), N(score.Missed.Count), N(score.Wrong),
                string.Create(CultureInfo.InvariantCulture, $"{100.0 * score.Killed / score.Wrong:F1} %"),
                N(score.Accused), N(score.Right));
        return table;
    }

    private static NumberTable ByFamily(IReadOnlyList<FamilyScore> families)
    {
        NumberTable table = new("family", "faults", "passed", "open", "right", "accused", "open");
        foreach (FamilyScore family in families)
            table.Add(family.Family, N(family.Faults), N(family.Passed), N(family.Missed), N(family.Right),
                N(family.Accused), N(family.Open));
        return table;
    }

    private static string N(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Spectre.Console;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>One call of <c>vectorloss gradcheck</c>.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal sealed class GradcheckRun(Terminal terminal, int seed, CheckMode mode, bool single)
{
    /// <summary>The largest share of a bound that each subject came to, case by case: the rows and columns of the heat
    /// map.</summary>
    private readonly List<(string Name, double[] Errors)> worst = [];
    private readonly List<GradientReport> complaints = [];
    private readonly List<string> floats = [];
    private long elements;
    private long evaluations;
    private int reports;

    public int Check(IReadOnlyList<LossCard> losses, IReadOnlyList<string> ops, int cases, bool json, string? page)
    {
        if (single && ops.Count > 0 && losses.Count == 0)
            throw new UserError("--dtype float judges losses; ops are checked in double");
        using Interrupt interrupt = new(terminal);
        GradientCheckOptions options = new() { Mode = mode, Seed = (ulong)seed, Cancellation = interrupt.Token };
        try
        {
            foreach (LossCard card in losses)
                Take(card.Name, cases, interrupt, at => Loss(LossCase.Draw(card, seed + at), options));
            foreach (string op in single ? [] : ops)
                Take(op, cases, interrupt, at => Keep(OpCase.Draw(op, seed + at).Check(options)));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"vectorloss: stopped after {reports} gradients");
            return ExitCode.Interrupted;
        }
        bool passed = complaints.Count == 0 && floats.Count == 0;
        if (page is not null)
            File.WriteAllText(page, Pages.GradcheckPage.Of(Summary(passed), worst, complaints));
        terminal.Out.Write(json ? ToJson(passed) + "\n" : ToText(passed));
        return passed ? ExitCode.Done : ExitCode.GoalMissed;
    }

    public int SelfTest(int cases, bool json)
    {
        using Interrupt interrupt = new(terminal);
        IReadOnlyList<SelfTestScore> scores;
        try
        {
            scores = Checking.SelfTest.Run(LossCatalog.All, cases, seed, new Line(terminal), interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        terminal.Out.Write(json ? ToJson(scores) + "\n" : Table(scores));
        SelfTestScore own = scores[0];
        return own.Killed == own.Wrong && own.Accused == 0 ? ExitCode.Done : ExitCode.GoalMissed;
    }

    private void Take(string name, int cases, Interrupt interrupt, Func<int, double> check)
    {
        double[] errors = new double[cases];
        for (int i = 0; i < cases; i++)
        {
            interrupt.Token.ThrowIfCancellationRequested();
            errors[i] = check(i);
            if (terminal.Watched && (i % 8 == 0 || i == cases - 1))
                terminal.Error.Write(string.Create(CultureInfo.InvariantCulture,
                    $"\r{name}: {i + 1} of {cases}\u001b[K"));
        }
        if (terminal.Watched)
            terminal.Error.Write("\r\u001b[K");
        worst.Add((name, errors));
    }

    private double Loss(LossCase drawn, GradientCheckOptions options)
    {
        if (!single)
            return Keep(drawn.Check(options));
        reports++;
        double share = drawn.FloatError();
        if (!(share <= 1))
            floats.Add(string.Create(CultureInfo.InvariantCulture,
                $"{drawn}: the float kernel is off by {share:G3} times its bound"));
        return share;
    }

    private double Keep(IReadOnlyList<GradientReport> found)
    {
        double largest = 0;
        foreach (GradientReport report in found)
        {
            (reports, elements, evaluations) = (reports + 1, elements + report.Verdicts.Count, evaluations
                + report.Evaluations);
            largest = Math.Max(largest, report.RelativeErrors.Where(double.IsFinite).DefaultIfEmpty().Max());
            if (!report.Passed)
                complaints.Add(report);
        }
        return largest;
    }

    private string Summary(bool passed) => single
        ? string.Create(CultureInfo.InvariantCulture,
            $"{(passed ? "passed" : "NOT PASSED")}: {reports:N0} float results within their derived bounds of double, "
            + $"seeds from {seed}")
        : string.Create(CultureInfo.InvariantCulture,
            $"{(passed ? "passed" : "NOT PASSED")}: {reports:N0} gradients of {worst.Count} losses and ops, "
            + $"{elements:N0} elements, {evaluations:N0} evaluations, seeds from {seed}");

    private string ToText(bool passed)
        => string.Concat(complaints.Select(report => report.ToText()))
            + string.Concat(floats.Select(line => line + "\n")) + Summary(passed) + "\n";

    private string ToJson(bool passed) => Json.Object(json =>
    {
        json.WriteBoolean("passed", passed);
        json.WriteNumber("seed", seed);
        json.WriteNumber("gradients", reports);
        json.WriteNumber("elements", elements);
        json.WriteNumber("evaluations", evaluations);
        json.WriteStartObject("largestRelativeError");
        foreach ((string name, double[] errors) in worst)
            json.Real(name, errors.Max());
        json.WriteEndObject();
        json.WriteStartArray("complaints");
        foreach (GradientReport report in complaints)
            report.WriteJson(json);
        json.WriteEndArray();
        json.WriteStartArray("floats");
        foreach (string line in floats)
            json.WriteStringValue(line);
        json.WriteEndArray();
    });

    private static string ToJson(IReadOnlyList<SelfTestScore> scores) => Json.Object(json =>
    {
        json.WriteBoolean("passed", scores[0].Killed == scores[0].Wrong && scores[0].Accused == 0);
        json.WriteStartArray("checkers");
        foreach (SelfTestScore score in scores)
        {
            json.WriteStartObject();
            json.WriteString("checker", score.Checker);
            json.WriteNumber("killed", score.Killed);
            json.WriteNumber("wrong", score.Wrong);
            json.WriteNumber("accused", score.Accused);
            json.WriteNumber("right", score.Right);
            Names("survivors", score.Survivors);
            Names("victims", score.Victims);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        void Names(string name, IReadOnlyList<string> list)
        {
            json.WriteStartArray(name);
            foreach (string one in list)
                json.WriteStringValue(one);
            json.WriteEndArray();
        }
    });

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

    private sealed class Line(Terminal terminal) : IProgress<CheckProgress>
    {
        public void Report(CheckProgress value)
        {
            if (terminal.Watched && (value.Done % 16 == 0 || value.Done == value.Total))
                terminal.Error.Write(value.Done == value.Total ? "\r\u001b[K"
                    : $"\r{value.Done} of {value.Total}\u001b[K");
        }
    }
}

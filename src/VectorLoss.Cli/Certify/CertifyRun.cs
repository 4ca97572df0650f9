using System.Text;
using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>
/// Runs proofs one after another and prints them: <c>--certify</c> of <c>gradcheck</c> and <c>verify</c>.
/// </summary>
internal static class CertifyRun
{
    /// <summary>What is proved, by name.</summary>
    /// <param name="Name">What the progress says.</param>
    /// <param name="Prove">Proves it in float or double.</param>
    public sealed record Task(string Name, Func<CancellationToken, IReadOnlyList<Certificate>> Prove);

    /// <summary>Proves all, prints, and gives the exit code.</summary>
    public static int Run(Terminal terminal, IReadOnlyList<Task> tasks, bool json)
    {
        using Interrupt interrupt = new(terminal);
        CheckState state = new("proofs");
        List<Certificate> certificates = [];
        try
        {
            using WorkProgress progress = new(terminal, () => state.Last);
            for (int i = 0; i < tasks.Count; i++)
            {
                state.Report(tasks[i].Name, i, tasks.Count);
                certificates.AddRange(tasks[i].Prove(interrupt.Token));
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"vectorloss: stopped after {Plural.Of(certificates.Count, "proof")}");
            return ExitCode.Interrupted;
        }
        terminal.Out.Write(json ? ToJson(certificates) + "\n" : ToText(certificates, terminal.Columns));
        return certificates.All(certificate => certificate.Passed) ? ExitCode.Done : ExitCode.GoalMissed;
    }

    private static string ToText(List<Certificate> certificates, int columns)
    {
        StringBuilder text = new();
        foreach (Certificate certificate in certificates)
        {
            text.Append(Layout.Hanging("", certificate.ToString(), columns));
            foreach (string miss in certificate.Misses)
                text.Append(Layout.Hanging("missed  ", miss, columns));
        }
        return text.Append(Layout.Hanging("", Summary(certificates), columns)).ToString();
    }

    private static string Summary(List<Certificate> certificates)
    {
        int failed = certificates.Count(certificate => !certificate.Passed);
        long all = certificates.Sum(certificate => certificate.Points);
        long unjudged = certificates.Sum(certificate => certificate.Unjudged);
        int blank = certificates.Count(certificate => certificate.Points == 0);
        string points = Plural.Of(all, "result"), left = (unjudged == 0 ? "" : $"; {unjudged:N0} not judged")
            + (blank == 0 ? "" : $"; of {Plural.Of(blank, "kernel")} nothing was judged");
        return all == 0 && failed == 0 ? $"NOTHING JUDGED{left}"
            : failed == 0 ? $"passed: {points} within their bounds, proved at these points and no others{left}"
            : $"NOT PASSED: {Plural.Of(failed, "kernel")} of {certificates.Count} not proved, {points}{left}";
    }

    private static string ToJson(List<Certificate> certificates) => Json.Object(json =>
    {
        json.WriteBoolean("passed", certificates.All(certificate => certificate.Passed));
        json.WriteStartArray("certificates");
        foreach (Certificate certificate in certificates)
        {
            json.WriteStartObject();
            json.WriteString("name", certificate.Name);
            json.WriteString("dtype", certificate.Precision);
            json.WriteBoolean("passed", certificate.Passed);
            json.WriteNumber("points", certificate.Points);
            json.Real("worstUlps", certificate.WorstUlps);
            json.Real("worstShareOfBound", certificate.WorstShare);
            json.Real("widest", certificate.Widest);
            json.WriteNumber("atKinks", certificate.AtKinks);
            json.WriteNumber("notJudged", certificate.Unjudged);
            json.WriteStartArray("misses");
            foreach (string miss in certificate.Misses)
                json.WriteStringValue(miss);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}

using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss verify PATH…</c>: replays files of reference values.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class VerifyCommand
{
    private const string Description =
        """
        Replay reference values of losses (see data/README.md) and show how far the results are from them.
        --certify proves how far they are from the true values, which numbers with a proved radius contain.

        Exit codes: 0 all cases pass, 1 a case does not, 2 a file cannot be read.
        """;

    public static Command Create(Terminal terminal)
    {
        Command command = new("verify", Description);
        Argument<string[]> paths = new("PATH")
        {
            Description = "Files, or directories of *.json",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> dtype = OptionTypes.Choice("--dtype", "Number type (default double)", "float", "double");
        Option<bool> json = new("--json") { Description = "Print one JSON object" };
        paths.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError("PATH takes a path, not ''");
        });
        command.Add(paths);
        command.Add(dtype);
        Option<bool> certify = new("--certify")
        {
            Description = "Prove how far results are from the true values; without PATH, those of all functions",
        };
        command.Add(json);
        command.Add(certify);
        command.SetAction(parsed =>
        {
            // Several files may hold cases of one loss.
            ReferenceFile[] files = [.. ReferenceFile.In(parsed.GetValue(paths)!).GroupBy(file => file.Loss)
                .Select(group => new ReferenceFile(group.Key, [.. group.SelectMany(file => file.Cases)]))];
            if (parsed.GetValue(certify))
                return CertifyRun.Run(
                    terminal, CertifiedFiles.Tasks(files, parsed.GetValue(dtype)), parsed.GetValue(json));
            if (files.Length == 0)
                throw new UserError("PATH is missing: a file of reference values, or a directory of them");
            bool single = parsed.GetValue(dtype) == "float";
            VerifiedFile[] results = Verify(files, single, terminal);
            terminal.Out.Write(parsed.GetValue(json) ? ToJson(results) : ToText(results, terminal.Columns));
            return results.All(result => result.Misses.Count == 0) ? ExitCode.Done : ExitCode.GoalMissed;
        });
        return command;
    }

    private static VerifiedFile[] Verify(ReferenceFile[] files, bool single, Terminal terminal)
    {
        VerifiedFile[] results = new VerifiedFile[files.Length];
        int done = 0;
        using WorkProgress progress = new(terminal, () => Volatile.Read(ref done) is var at && at < files.Length
            ? new($"verifying {files[at].Loss}, {at + 1} of {files.Length}", at / (double)files.Length) : null);
        for (; done < files.Length; done++)
            results[done] = single ? Verification.Of<float>(files[done]) : Verification.Of<double>(files[done]);
        return results;
    }

    private static string ToText(VerifiedFile[] results, int columns)
    {
        NumberTable table = new("loss", "cases", "worst value", "worst gradient", "verdict");
        foreach (VerifiedFile result in results)
        {
            table.Add(result.Loss, $"{result.Cases}", Text(result.WorstValue), Text(result.WorstGradient),
                result.Misses.Count == 0 ? "pass" : $"{result.Misses.Count} missed");
        }
        StringBuilder text = new(table.ToText(columns));
        foreach (string miss in results.SelectMany(result => result.Misses))
            text.Append(Layout.Hanging("missed  ", miss, columns));
        int cases = results.Sum(result => result.Cases), failed = results.Sum(result => result.Misses.Count);
        text.Append(CultureInfo.InvariantCulture, $"\n{cases - failed:N0} of {Plural.Of(cases, "case")} pass\n");
        return text.ToString();
    }

    private static string ToJson(VerifiedFile[] results) => Json.Object(json =>
    {
        json.WriteStartArray("files");
        foreach (VerifiedFile result in results)
        {
            json.WriteStartObject();
            json.WriteString("loss", result.Loss);
            json.WriteNumber("cases", result.Cases);
            json.WriteNumber("failed", result.Misses.Count);
            json.Real("worstValue", result.WorstValue);
            json.Real("worstGradient", result.WorstGradient);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("cases", results.Sum(result => result.Cases));
        json.WriteNumber("failed", results.Sum(result => result.Misses.Count));
    }) + "\n";

    private static string Text(double error) => error.ToString("0.0e-00", CultureInfo.InvariantCulture);
}

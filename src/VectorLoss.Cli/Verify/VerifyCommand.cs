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
        Replay reference values of losses (see data/vectors/README.md) and show how far the results are from them.

        Exit codes: 0 all cases pass, 1 a case does not, 2 a file cannot be read.
        """;

    public static Command Create(Terminal terminal)
    {
        Command command = new("verify", Description);
        Argument<string[]> paths = new("path") { Description = "Files, or directories of *.json", Arity = ArgumentArity.OneOrMore };
        Option<string> dtype = new("--dtype") { Description = "float or double", DefaultValueFactory = _ => "double" };
        Option<bool> json = new("--json") { Description = "Print one JSON object" };
        dtype.AcceptOnlyFromAmong("float", "double");
        command.Add(paths);
        command.Add(dtype);
        command.Add(json);
        command.SetAction(parsed =>
        {
            ReferenceFile[] files = [.. parsed.GetValue(paths)!.SelectMany(ReferenceFile.In)];
            bool single = parsed.GetValue(dtype) == "float";
            VerifiedFile[] results = [.. files.Select(file => single ? Verification.Of<float>(file) : Verification.Of<double>(file))];
            terminal.Out.Write(parsed.GetValue(json) ? ToJson(results) : ToText(results));
            return results.All(result => result.Misses.Count == 0) ? ExitCode.Done : ExitCode.GoalMissed;
        });
        return command;
    }

    private static string ToText(VerifiedFile[] results)
    {
        StringBuilder text = new();
        int width = results.Max(result => result.Loss.Length);
        text.Append($"{"loss".PadRight(width)}  {"cases",5}  {"worst value",11}  {"worst gradient",14}  verdict\n");
        foreach (VerifiedFile result in results)
        {
            string verdict = result.Misses.Count == 0 ? "pass" : $"{result.Misses.Count} missed";
            text.Append($"{result.Loss.PadRight(width)}  {result.Cases,5}  {Text(result.WorstValue),11}  {Text(result.WorstGradient),14}  {verdict}\n");
        }
        foreach (string miss in results.SelectMany(result => result.Misses))
            text.Append($"missed  {miss}\n");
        int cases = results.Sum(result => result.Cases), failed = results.Sum(result => result.Misses.Count);
        text.Append($"\n{(cases - failed).ToString("N0", CultureInfo.InvariantCulture)} of {cases.ToString("N0", CultureInfo.InvariantCulture)} cases pass\n");
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

using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss info</c>: which SIMD path runs here, and how numbers are rounded.</summary>
internal static class InfoCommand
{
    private const int NameWidth = 13;

    public static Command Create(Terminal terminal)
    {
        Command command = new("info",
            "Show which SIMD path runs here, what else the machine offers, and how numbers are rounded.");
        Option<bool> json = new("--json") { Description = "Print one JSON object" };
        command.Add(json);
        command.SetAction(parsed => terminal.Out.Write(
            parsed.GetValue(json) ? ToJson() + "\n" : ToText(terminal.Columns)));
        return command;
    }

    private static string Version => typeof(InfoCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Offered => Simd.Offered.Count > 0
        ? string.Join(", ", Simd.Offered) : "no instruction sets that the runtime knows";

    private static string Runtime => RuntimeInformation.FrameworkDescription;

    private static string System => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}";

    /// <summary>The floating-point state, with a warning where results are not what the library promises.</summary>
    public static string Numbers(FloatingPointState state) => state.IsDefault ? $"{state}"
        : $"{state}: native code has changed the floating-point state, and results differ from what is documented";

    private static string ToText(int columns)
    {
        (string Name, string Value)[] facts =
        [
            ("vectorloss", Version), ("SIMD", Simd.Path),
            .. Simd.Advice is { } advice ? [("Advice", advice)] : Array.Empty<(string, string)>(),
            ("Offered", Offered),
            ("Cores", $"{Environment.ProcessorCount}"), ("Numbers", Numbers(FloatingPointState.OfThisThread)),
            ("Runtime", $"{Runtime} on {System}"),
        ];
        return string.Concat(facts.Select(fact
            => Layout.Hanging(Layout.Pad(fact.Name, NameWidth), fact.Value, columns)));
    }

    private static string ToJson() => Json.Object(json =>
    {
        json.WriteString("version", Version);
        json.WriteString("simd", Simd.Path);
        json.WriteNumber("bits", Simd.Bits);
        json.WriteString("advice", Simd.Advice);
        json.WriteStartArray("offered");
        foreach (string name in Simd.Offered)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteNumber("cores", Environment.ProcessorCount);
        FloatingPointState state = FloatingPointState.OfThisThread;
        json.WriteStartObject("floatingPoint");
        json.WriteBoolean("isDefault", state.IsDefault);
        json.WriteBoolean("flushesResults", state.FlushesResults);
        json.WriteBoolean("readsSubnormalsAsZero", state.ReadsSubnormalsAsZero);
        json.WriteString("rounding", state.Rounding.ToString());
        json.WriteEndObject();
        json.WriteString("runtime", Runtime);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
    });
}

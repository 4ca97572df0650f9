using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>What this machine is.</summary>
internal static partial class Machine
{
    private static readonly string cpuInfo = File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "";

    /// <summary>Processor, cores that this process may use, system and runtime.</summary>
    public static string Describe()
        => $"{Field("model name")}, family {Field("cpu family")}, model {Field("model")}; "
            + $"{Environment.ProcessorCount} core(s); {RuntimeInformation.OSDescription.Trim()}; "
            + RuntimeInformation.FrameworkDescription;

    /// <summary>A name for files, of letters, digits and hyphens: amd-epyc-family-25-model-17.</summary>
    public static string TypeName()
    {
        string text = $"{Field("model name")} family {Field("cpu family")} model {Field("model")}";
        return NotPlain().Replace(text.ToLowerInvariant(), "-").Trim('-');
    }

    private static string Field(string name)
    {
        Match found = Regex.Match(cpuInfo, $@"^{name}\s*: (.*)$", RegexOptions.Multiline);
        return found.Success ? found.Groups[1].Value.Trim() : "unknown";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotPlain();
}

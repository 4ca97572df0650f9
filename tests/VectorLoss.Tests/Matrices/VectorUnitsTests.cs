using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Matrices;

/// <summary>
/// The switch <c>VectorLoss.WideVectorUnits</c> of a <c>runtimeconfig.json</c> decides the tiles of products, and no
/// bit of one.
/// </summary>
public class VectorUnitsTests
{
    private const string Switch = "VectorLoss.WideVectorUnits", Report = "VECTORLOSS_UNITS_REPORT";

    /// <summary>What the child process runs.</summary>
    [Fact]
    public void The_units_decide_and_products_run()
    {
        string report = $"{VectorUnits.AreWide(long.MaxValue)} {Products()}";
        if (Environment.GetEnvironmentVariable(Report) is { } path)
            File.WriteAllText(path, report);
    }

    [Fact]
    public void A_switch_is_obeyed_and_changes_no_bit()
    {
        string[] narrow = Child(isWide: false), wide = Child(isWide: true);
        Assert.Equal(bool.FalseString, narrow[0]);
        Assert.Equal($"{Vector512.IsHardwareAccelerated}", wide[0]);
        Assert.Equal(narrow[1], wide[1]);
    }

    /// <summary>A digest of products whose tiles differ between the units.</summary>
    private static string Products()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((int m, int n, int k) in new[] { (64, 64, 64), (100, 13, 784), (129, 75, 300), (67, 530, 41) })
            foreach (bool transposed in (bool[])[false, true])
            {
                digest.AppendData(MemoryMarshal.AsBytes<float>(
                    new ProductExample<float>(transposed, !transposed, m, n, k, 0).Compute(threads: 1)));
                digest.AppendData(MemoryMarshal.AsBytes<double>(
                    new ProductExample<double>(!transposed, false, m, n, k, 0).Compute(threads: 1)));
            }
        return Convert.ToHexString(digest.GetHashAndReset());
    }

    /// <summary>This program once more, with the switch in its configuration.</summary>
    private static string[] Child(bool isWide)
    {
        string program = typeof(VectorUnitsTests).Assembly.Location, report = Path.GetTempFileName(),
            settings = Path.ChangeExtension(report, ".runtimeconfig.json");
        try
        {
            JsonNode own = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")))!;
            JsonObject options = own["runtimeOptions"]!.AsObject();
            if (options["configProperties"] is not JsonObject properties)
                options["configProperties"] = properties = [];
            properties[Switch] = isWide;
            File.WriteAllText(settings, own.ToJsonString());
            (int code, string output) = OwnProgram.RunUnder(settings, typeof(VectorUnitsTests),
                nameof(The_units_decide_and_products_run), (Report, report));
            Assert.True(code == 0, output);
            return File.ReadAllText(report).Split(' ');
        }
        finally
        {
            File.Delete(report);
            File.Delete(settings);
        }
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace VectorLoss.Tests.Architecture;

/// <summary>How long files and lines may be, what a file may hold, and what must not be left behind.</summary>
public class StyleTests
{
    private const int LongestLine = 120;
    private const int LongestFile = 200;
    private const int LongestLoss = 64;

    /// <summary>Files of the engine above the limit, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["Lanes/Enclosures/Enclosure.cs"] = "the members of IReal once, each with a line to its function",
        ["Lanes/Witnesses/Dual.cs"] = "the members of IReal once, each with its rule of differentiation",
        ["Lanes/Witnesses/ErrorBounded.cs"] = "the members of IReal once, each with the error that it carries on",
        ["Lanes/Registers/Lane1.cs"] = "the members of ILanes once for one number, each with its documentation",
        ["Lanes/Registers/Lanes512.cs"] = "the members of ILanes once for a width; a test holds the three widths equal",
        ["Lanes/Registers/LanesN.cs"] = "the members of ILanes once for a width; a test holds the three widths equal",
        ["Lanes/Registers/Lanes1024.cs"] =
            "the members of ILanes once for a width; a test holds the three widths equal",
    };

    public static TheoryData<string> Folders
        => ["src/VectorLoss", "src/VectorLoss.Mpi", "src/VectorLoss.Cli", "tests", "properties", "benchmarks"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Lines_stay_within_120_columns(string folder)
        => Assert.Empty(SourceFile.In(folder).SelectMany(source => source.Lines
            .Select((line, i) => (Length: line.Length,
            Place: $"{folder}/{source.Path}({i + 1}): {line.Length} columns"))
            .Where(line => line.Length > LongestLine)
            .Select(line => line.Place)));

    [Fact]
    public void Files_of_the_engine_stay_within_200_lines_and_losses_within_64()
    {
        string[] wrong = [.. SourceFile.Engine
            .Where(source => source.Lines.Length > (IsLoss(source) ? LongestLoss : LongestFile)
                && !LongFiles.ContainsKey(source.Path))
            .Select(source => $"{source.Path}: {source.Lines.Length} lines")];
        Assert.Empty(wrong);
        Assert.All(LongFiles.Keys, path => Assert.Contains(SourceFile.Engine,
            source => source.Path == path && source.Lines.Length > LongestFile));
    }

    [Fact]
    public void A_public_type_has_a_file_of_its_name()
        => Assert.Empty(SourceFile.Engine.SelectMany(source => source.Types
            .Where(type => type.IsPublic && type.Name != Path.GetFileNameWithoutExtension(source.Path))
            .Select(type => $"{source.Path} declares {type.Name}")));

    [Fact]
    public void Nothing_is_left_behind()
    {
        Assert.Empty(SourceFile.Engine.SelectMany(source => source.Matches(
            @"\bConsole\b|#region|\bpartial\b|NotImplementedException|#pragma warning disable")));
        string[] comments = [.. SourceFile.Engine.SelectMany(source => source.Lines
            .Select((text, i) => (Number: i + 1, Text: text.Trim()))
            .Where(line => Regex.IsMatch(line.Text, @"\b(TODO|FIXME|HACK|XXX)\b")
            || Regex.IsMatch(line.Text, @"^//[^/].*(;|\{|\})$"))
            .Select(line => $"{source.Path}({line.Number}): {line.Text}"))];
        Assert.Empty(comments);
    }

    /// <summary>
    /// Formulas: the files of the families, without the interfaces and helpers that stand beside them.
    /// </summary>
    private static bool IsLoss(SourceFile source)
        => source.Room == "Losses" && source.Lines.Any(line => line.Contains("ICatalogued", StringComparison.Ordinal))
            && source.Path.Count(c => c == '/') > 1;
}

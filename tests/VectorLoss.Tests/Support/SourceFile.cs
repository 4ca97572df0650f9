using System.Text.RegularExpressions;

namespace VectorLoss.Tests;

/// <summary>A file of the repository's C# code, as the tests of its shape read it.</summary>
/// <param name="Path">The path from the folder that was asked for, with forward slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    /// <summary>The files of the engine.</summary>
    public static IReadOnlyList<SourceFile> Engine { get; } = In("src/VectorLoss");

    /// <summary>The first folder of the path: for the engine, the namespace below VectorLoss.</summary>
    public string Room => Path.Split('/')[0];

    /// <summary>The numbered lines that are neither comments nor documentation.</summary>
    public IEnumerable<(int Number, string Text)> Code => Lines
        .Select((text, i) => (i + 1, text))
        .Where(line => !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal));

    /// <summary>The types that the file declares outside any other type.</summary>
    public IEnumerable<(bool IsPublic, string Name)> Types => Code
        .Select(line => Declaration().Match(line.Text))
        .Where(match => match.Success)
        .Select(match => (match.Groups[1].Value.Contains("public", StringComparison.Ordinal), match.Groups[2].Value));

    /// <summary>The names that its code uses, without what stands in string literals and comments.</summary>
    public IReadOnlySet<string> Words { get; } = Lines
        .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        .SelectMany(line => Word().Matches(Literal().Replace(line, "\"\"")).Select(word => word.Value))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The C# files below a folder of the repository.</summary>
    public static IReadOnlyList<SourceFile> In(string folder)
    {
        string root = System.IO.Path.Combine(RepositoryFiles.Root, folder);
        return [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(System.IO.Path.Combine(root, path))))];
    }

    /// <summary>The lines of code that match a pattern, as the message of a failed test.</summary>
    public IEnumerable<string> Matches(string pattern) => Code
        .Where(line => Regex.IsMatch(line.Text, pattern))
        .Select(line => $"{Path}({line.Number}): {line.Text.Trim()}");

    [GeneratedRegex(
        @"^((?:[a-z]+ )*)(?:class|struct|interface|enum|record|delegate [\w<>\[\]?]+)(?: struct| class)? (\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Literal();
}

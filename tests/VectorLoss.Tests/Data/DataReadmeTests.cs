using System.Security.Cryptography;
using Xunit;

namespace VectorLoss.Tests.Data;

public class DataReadmeTests
{
    [Fact]
    public void The_readme_lists_every_data_file_with_its_checksum()
    {
        string root = RepositoryFiles.Data("");
        string[] listed = [.. File.ReadLines(Path.Combine(root, "README.md"))
            .Where(line => line.Length > 66 && line[64..66] == "  ")];
        string[] actual = [.. Directory.EnumerateFiles(root, "*.csv")
            .Concat(Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateFiles))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Checksum(path)}  {Path.GetRelativePath(root, path).Replace('\\', '/')}")];
        Assert.Equal(actual, listed);
    }

    private static string Checksum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}

using Xunit;

namespace VectorLoss.Tests;

/// <summary>Finds the files of the repository from wherever the test program was built.</summary>
internal static class RepositoryFiles
{
    /// <summary>The directory of VectorLoss.sln.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>A path under data/.</summary>
    internal static string Data(string path) => Path.Combine(Root, "data", path);

    /// <summary>The real MNIST files beside the repository; the test that asks is skipped where they are not.</summary>
    internal static string SharedMnistOrSkip()
    {
        string directory = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "mnist"));
        if (!Directory.Exists(directory))
        {
            Assert.Skip($"The MNIST files are not at ../shared/data/mnist ({directory}).");
        }
        return directory;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? place = new(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            if (File.Exists(Path.Combine(place.FullName, "VectorLoss.sln")))
            {
                return place.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No directory above {AppContext.BaseDirectory} holds VectorLoss.sln.");
    }
}

namespace VectorLoss.Cli;

/// <summary>What reports call a data set.</summary>
internal static class DatasetName
{
    /// <summary>The name of the directory, or that of the embedded digits.</summary>
    /// <param name="directory">Where the four files are, or null.</param>
    public static string Of(string? directory) => directory is null ? EmbeddedDigits.Name
        : Path.GetFileName(Path.GetFullPath(directory).TrimEnd('/', '\\'));
}

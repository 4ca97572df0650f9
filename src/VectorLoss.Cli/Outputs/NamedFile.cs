namespace VectorLoss.Cli;

/// <summary>A file that an option names.</summary>
/// <param name="Option">The option, such as <c>--save</c>.</param>
/// <param name="Path">The path as the user wrote it.</param>
/// <param name="Format">What is written to it; null where a name promises nothing.</param>
internal sealed record NamedFile(string Option, string Path, FileFormat? Format = null)
{
    /// <summary>The file of an option, or null if the option was not given.</summary>
    public static NamedFile? Of(string option, string? path, FileFormat? format = null)
        => path is null ? null : new(option, path, format);

    public override string ToString() => $"{Option} {Path}";
}

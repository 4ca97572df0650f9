namespace VectorLoss.Cli;

/// <summary>A file that an option names.</summary>
/// <param name="Option">The option, such as <c>--save</c>.</param>
/// <param name="Path">The path as the user wrote it.</param>
internal sealed record NamedFile(string Option, string Path)
{
    /// <summary>The file of an option, or null if the option was not given.</summary>
    public static NamedFile? Of(string option, string? path) => path is null ? null : new(option, path);

    public override string ToString() => $"{Option} {Path}";
}

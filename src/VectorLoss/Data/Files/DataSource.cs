namespace VectorLoss.Data;

/// <summary>
/// The one place that opens files for the readers and turns what the system says into a <see
/// cref="DataFormatException"/>.
/// </summary>
internal static class DataSource
{
    /// <summary>Opens a file, lets <paramref name="read"/> read it and closes it.</summary>
    internal static T Read<T>(string path, Func<Stream, string, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return ReadStream(stream, path, read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, Explain(path, problem), problem);
        }
    }

    /// <summary>Reads an open stream under the name that messages shall give it.</summary>
    internal static T ReadStream<T>(Stream stream, string name, Func<Stream, string, T> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Lengths are checked before memory is asked for, so a stream that does not know its length is refused.
        if (!stream.CanSeek)
            throw new DataFormatException(name, "the length is not known (a pipe or a device?); give a regular file");
        return read(stream, name);
    }

    private static string Explain(string path, Exception problem) => problem switch
    {
        _ when Directory.Exists(path) => "this is a directory, not a file",
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "the file may not be read (permission denied)",
        _ => problem.Message,
    };
}

namespace VectorLoss.Data;

/// <summary>
/// A file is missing, damaged or not what it was taken for. The message is one line: the file, then the reason.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Names the file and the reason, on one line.</summary>
    /// <param name="file">The path, or the name that the caller gave a stream.</param>
    /// <param name="reason">What is wrong with it, as the end of the sentence "file: …".</param>
    /// <param name="cause">The exception underneath, if there is one.</param>
    public DataFormatException(string file, string reason, Exception? cause = null)
        : base($"{file}: {reason}".ReplaceLineEndings(" "), cause)
    {
        FileName = file;
        Reason = reason;
    }

    /// <summary>The path, or the name that the caller gave a stream.</summary>
    public string FileName { get; }

    /// <summary>What is wrong with the file.</summary>
    public string Reason { get; }
}

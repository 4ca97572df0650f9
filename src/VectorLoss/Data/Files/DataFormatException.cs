namespace VectorLoss.Data;

/// <summary>
/// A file is missing, damaged or not what it was taken for. The message is one line: the file, then the reason. It
/// holds no control character, whatever the file holds.
/// </summary>
public sealed class DataFormatException : Exception
{
    // The last resort: the places that quote a file cut each quotation by themselves, see Excerpt.
    private const int MaxReason = 1000;

    /// <summary>Names the file and the reason, on one line.</summary>
    /// <param name="file">The path, or the name that the caller gave a stream.</param>
    /// <param name="reason">What is wrong with it, as the end of the sentence "file: …".</param>
    /// <param name="cause">The exception underneath, if there is one.</param>
    public DataFormatException(string file, string reason, Exception? cause = null)
        : base($"{OneLine(file, int.MaxValue)}: {OneLine(reason, MaxReason)}", cause)
    {
        FileName = file;
        Reason = OneLine(reason, MaxReason);
    }

    /// <summary>The path, or the name that the caller gave a stream.</summary>
    public string FileName { get; }

    /// <summary>What is wrong with the file.</summary>
    public string Reason { get; }

    private static string OneLine(string text, int limit) => Excerpt.Escape(text.ReplaceLineEndings(" "), limit);
}

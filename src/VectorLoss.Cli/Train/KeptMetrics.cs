using System.Text.Json;

namespace VectorLoss.Cli;

/// <summary>How much of a file of metrics belongs to the steps that a run goes on from.</summary>
internal static class KeptMetrics
{
    /// <summary>The bytes of all lines before the first that is of a later step, or no line of metrics.</summary>
    /// <param name="path">The file; what is no regular file keeps nothing.</param>
    /// <param name="step">The last step that is done.</param>
    /// <param name="evaluated">The last step after which an evaluation was made.</param>
    public static long Count(string path, long step, long evaluated)
    {
        if (!File.Exists(path))
            return 0;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (!file.CanSeek)
            return 0;
        using BufferedStream bytes = new(file, 1 << 16);
        return Count(bytes, step, evaluated);
    }

    /// <summary>The same of an open file.</summary>
    internal static long Count(Stream bytes, long step, long evaluated)
    {
        using MemoryStream line = new();
        long kept = 0;
        for (int next = bytes.ReadByte(); next >= 0; next = bytes.ReadByte())
        {
            line.WriteByte((byte)next);
            if (next != '\n')
                continue;
            if (!Belongs(line.GetBuffer().AsMemory(0, (int)line.Length), step, evaluated))
                return kept;
            kept += line.Length;
            line.SetLength(0);
        }
        return kept;
    }

    private static bool Belongs(ReadOnlyMemory<byte> line, long step, long evaluated)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            long at = json.RootElement.GetProperty("step").GetInt64();
            return json.RootElement.GetProperty("event").GetString() switch
            {
                "step" => at <= step,
                "evaluation" => at <= evaluated,
                _ => false,
            };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return false;
        }
    }
}

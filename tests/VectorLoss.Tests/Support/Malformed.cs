using System.IO.Compression;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>What every reader owes to a bad file: one exception type, one line, the name and the reason.</summary>
internal static class Malformed
{
    internal static DataFormatException Refused(Action read, string name, params ReadOnlySpan<string> reasons)
    {
        DataFormatException problem = Assert.Throws<DataFormatException>(read);
        Assert.StartsWith(name + ": ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
        Assert.Equal(name, problem.FileName);
        foreach (string reason in reasons)
        {
            Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        }
        return problem;
    }

    internal static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    internal static byte[] Bytes(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}

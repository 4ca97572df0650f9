using System.IO.Compression;

namespace VectorLoss.Data;

/// <summary>Reads and writes NPZ, NumPy's archive of arrays: a zip file with an NPY file for each name.</summary>
/// <remarks>
/// Lengths are checked before memory is asked for: an array takes what its compressed bytes can hold, and all
/// compressed bytes together fit into the file. Written archives hold no time, so the same arrays give the same bytes.
/// </remarks>
public static class Npz
{
    private const string Extension = ".npy";

    // The first time that a zip file can name.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The file, as numpy.savez or numpy.savez_compressed writes it.</param>
    /// <returns>The arrays by name; the names have no .npy.</returns>
    /// <exception cref="DataFormatException">The file is missing, damaged, or of a kind that is not read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path) => DataSource.Read(path, ReadContent);

    /// <summary>Reads all arrays from a seekable stream, which holds nothing else.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged, or of a kind that is not read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, string name)
        => DataSource.ReadStream(stream, name, ReadContent);

    /// <summary>Writes arrays to a file, atomically: the old content or the new, never a part.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="arrays">The arrays by name, see <see cref="NpyArray.Of"/>.</param>
    /// <param name="compress">Whether to deflate, as numpy.savez_compressed does.</param>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false)
        => AtomicFile.Write(path, stream => Write(stream, arrays, compress));

    /// <summary>Writes arrays to a stream.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="arrays">The arrays by name, see <see cref="NpyArray.Of"/>.</param>
    /// <param name="compress">Whether to deflate, as numpy.savez_compressed does.</param>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(arrays);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, NpyArray array) in arrays)
        {
            CompressionLevel level = compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
            ZipArchiveEntry entry = archive.CreateEntry(name + Extension, level);
            entry.LastWriteTime = NoTime;
            using Stream content = entry.Open();
            Npy.Write(content, array);
        }
    }

    private static Dictionary<string, NpyArray> ReadContent(Stream stream, string name)
    {
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckLengths(archive, name, stream.Length);
            Dictionary<string, NpyArray> arrays = new(StringComparer.Ordinal);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string key = entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
                    ? entry.FullName[..^Extension.Length]
                    : throw Wrong(name, entry, "is not an NPY file");
                if (!arrays.TryAdd(key, ReadEntry(entry, name)))
                    throw Wrong(name, entry, "stands twice");
            }
            return arrays;
        }
        catch (Exception problem) when (problem is InvalidDataException or NotSupportedException
            or IOException or ArgumentException or OverflowException)
        {
            // What the class library says of a damaged archive, of encryption and of unknown methods.
            throw new DataFormatException(name, $"not an NPZ file, or a damaged one: {problem.Message}", problem);
        }
    }

    // Many entries may lie on the same few bytes, each of which then seems to hold an array of its own.
    private static void CheckLengths(ZipArchive archive, string name, long length)
    {
        long compressed = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            compressed += Math.Max(entry.CompressedLength, 0);
            if (entry.Length < 0 || entry.CompressedLength < 0 || compressed > length || compressed < 0)
                throw Wrong(name, entry, "does not fit into the file");
            if (entry.Length > entry.CompressedLength * Deflate.MaxRatio)
                throw Wrong(name, entry, $"declares {entry.Length} bytes, {entry.CompressedLength} cannot hold them");
        }
    }

    private static NpyArray ReadEntry(ZipArchiveEntry entry, string name)
    {
        using Stream content = entry.Open();
        using ChecksumStream checkedContent = new(content);
        NpyArray array = Npy.Read(checkedContent, $"{name}, {Excerpt.Of(entry.FullName)}", entry.Length);
        if (checkedContent.ReadByte() >= 0)
            throw Wrong(name, entry, "is longer than declared");
        return checkedContent.Crc == entry.Crc32 ? array : throw Wrong(name, entry, "is damaged: wrong checksum");
    }

    private static DataFormatException Wrong(string file, ZipArchiveEntry entry, string reason)
        => new(file, $"the entry {Excerpt.Of(entry.FullName)} {reason}");
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;

namespace VectorLoss.Data;

/// <summary>
/// Named tensors and text in the safetensors format: an 8-byte length, a JSON header, then the bytes of every tensor
/// without gaps. Nothing in such a file can run. Files with tensors of any element type are read; only a tensor whose
/// elements are asked for must be of a type that is read, see <see cref="StoredTensor.CanRead"/>. Written are F32 and
/// F64.
/// </summary>
/// <remarks>Source of the format and of its rules: the README of github.com/huggingface/safetensors.</remarks>
public sealed class SafetensorsFile
{
    /// <summary>
    /// The longest header that is read (16 MiB); a lying length cannot make the reader take more memory than this.
    /// </summary>
    public const int MaxHeader = 1 << 24;

    private const int LengthBytes = 8;

    // The most tensors that a message lists.
    private const int Listed = 8;

    private readonly string source;
    private readonly Dictionary<string, StoredTensor> byName = new(StringComparer.Ordinal);
    private readonly List<StoredTensor> tensors = [];

    /// <summary>A file without tensors, to be filled and saved.</summary>
    public SafetensorsFile() : this("new file") { }

    private SafetensorsFile(string source) => this.source = source;

    /// <summary>Free text by key; written in ordinal order of the keys.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>All tensors, in the order in which they were added or lie in the file.</summary>
    public IReadOnlyList<StoredTensor> Tensors => tensors;

    /// <summary>The tensor with a name, or null.</summary>
    /// <param name="name">The name, exactly.</param>
    public StoredTensor? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The tensor with a name.</summary>
    /// <param name="name">The name, exactly.</param>
    /// <exception cref="DataFormatException">There is none; the message lists names, types and shapes.</exception>
    public StoredTensor Get(string name) => Find(name)
        ?? throw new DataFormatException(source, $"there is no tensor {Excerpt.Of(name)}; {Describe()}");

    /// <summary>What the file holds, for a message: some tensors with types and shapes.</summary>
    internal string Describe()
    {
        string listed = string.Join(", ", tensors.Take(Listed));
        return tensors.Count == 0 ? "the file holds no tensors"
            : tensors.Count <= Listed ? $"the file holds {listed}"
            : $"the file holds {listed} and {tensors.Count - Listed} more";
    }

    /// <summary>Adds a copy of a tensor.</summary>
    /// <param name="name">A new name, not <c>__metadata__</c>.</param>
    /// <param name="shape">The sizes, outermost first; empty for a single number.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The name is taken, or shape and number of elements do not agree.</exception>
    public void Add<T>(string name, ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        byte[] bytes = LittleEndian.Bytes(values);
        Add(new StoredTensor(source, Entry<T>(name, shape, values.Length), bytes));
    }

    /// <summary>Adds a tensor whose elements are read when the file is written: they may not change before.</summary>
    internal void Borrow<T>(string name, ReadOnlySpan<int> shape, T[] values)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => Add(new StoredTensor(source, Entry<T>(name, shape, values.Length), [],
            stream => LittleEndian.Write<T>(stream, values)));

    private TensorEntry Entry<T>(string name, ReadOnlySpan<int> shape, int length)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(name);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException($"{typeof(T).Name} is not written; float and double are.", "values");
        if (name == SafetensorsHeader.MetadataKey || byName.ContainsKey(name))
            throw new ArgumentException($"The name {Excerpt.Of(name)} is taken.", nameof(name));
        if (!ShapeArithmetic.TryCount(shape, out long count) || count != length)
        {
            string reason = $"{length} elements do not fill the shape {ShapeArithmetic.Name(shape)} of {name}.";
            throw new ArgumentException(reason, "values");
        }
        bool isFloat = typeof(T) == typeof(float);
        long bytes = (long)length * (isFloat ? sizeof(float) : sizeof(double));
        return new(name, shape.ToArray(), isFloat ? "F32" : "F64", 0, bytes);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or breaks a rule of the format.</exception>
    public static SafetensorsFile Load(string path) => DataSource.Read(path, ReadContent);

    /// <summary>Reads a seekable stream, from its position to its end.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="name">What messages shall call it.</param>
    /// <exception cref="DataFormatException">The data is damaged, or breaks a rule of the format.</exception>
    public static SafetensorsFile Read(Stream stream, string name) => DataSource.ReadStream(stream, name, ReadContent);

    /// <summary>Writes the file atomically: after a crash the old content is there or the new, never a part.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="DataFormatException">The file cannot be written; what was there before is
    /// untouched.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes to a stream. The same content gives the same bytes everywhere.</summary>
    /// <param name="stream">Where to; left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // Doubles first, so that every tensor starts at a multiple of its element size.
        StoredTensor[] ordered = [.. tensors.OrderByDescending(tensor => TensorType.Bits(tensor.Type) ?? 0)];
        byte[] header = SafetensorsHeaderWriter.Format(Metadata, ordered);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (StoredTensor tensor in ordered)
            tensor.WriteTo(stream);
    }

    private void Add(StoredTensor tensor)
    {
        byName.Add(tensor.Name, tensor);
        tensors.Add(tensor);
    }

    private static SafetensorsFile ReadContent(Stream stream, string name)
    {
        byte[] text = ReadHeaderText(stream, name);
        SafetensorsFile file = new(name);
        List<TensorEntry> entries;
        try
        {
            entries = SafetensorsHeader.Parse(text, name, file.Metadata);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the JSON reader refuses half a surrogate pair.
            throw new DataFormatException(name, $"the header is not valid JSON: {problem.Message}", problem);
        }
        SafetensorsHeader.CheckLayout(entries, stream.Length - stream.Position, name);
        foreach (TensorEntry entry in entries)
        {
            byte[] bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            file.Add(new StoredTensor(name, entry, bytes));
        }
        return file;
    }

    private static byte[] ReadHeaderText(Stream stream, string name)
    {
        // The first byte of the header is there to tell a damaged file from one of another kind.
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        long left = stream.Length - stream.Position + read - LengthBytes;
        if (read < start.Length || length is 0 || length > (ulong)Math.Min(left, MaxHeader))
            throw new DataFormatException(name, WhyNoHeader(start[..read], length, left));
        byte[] text = new byte[length];
        start[LengthBytes..read].CopyTo(text);
        stream.ReadExactly(text.AsSpan(read - LengthBytes));
        if (text is not [(byte)'{', ..] || !Utf8.IsValid(text))
            throw new DataFormatException(name, "not a safetensors file: the header is not a JSON object in UTF-8");
        return text;
    }

    private static string WhyNoHeader(ReadOnlySpan<byte> start, ulong length, long left)
    {
        bool isObject = start.Length > LengthBytes && start[LengthBytes] == '{';
        if (start.IsEmpty)
            return "the file is empty";
        if (start.Length < LengthBytes)
            return $"not a safetensors file, or truncated: only {start.Length} bytes";
        if (length > MaxHeader && !isObject && FileSignature.Kind(start) is { } kind)
            return $"not a safetensors file but {kind}";
        if (length == 0 || (length > (ulong)left && left > 0 && !isObject))
            return "not a safetensors file: there is no header";
        return length > (ulong)left ? $"truncated: a header of {length} bytes is declared, {left} are there"
            : $"a header of {length} bytes is too long; {MaxHeader} is the limit";
    }
}

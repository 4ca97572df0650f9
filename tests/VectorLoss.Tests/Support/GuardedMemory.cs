using System.Runtime.InteropServices;

namespace VectorLoss.Tests;

/// <summary>
/// Each span between two pages that nobody may touch: one byte too far ends the process, whether it is read or written.
/// </summary>
internal sealed unsafe class GuardedMemory : BatchMemory, IDisposable
{
    private const int None = 0, ReadAndWrite = 3, PrivateAndAnonymous = 0x22;

    private readonly Dictionary<string, (nint At, int Bytes)> spans = [];
    private readonly List<(nint At, nint Length)> maps = [];

    /// <summary>Maps the spans of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="atEnd">Whether a span ends at a guarded page, and else begins at one.</param>
    public GuardedMemory(BatchEntry entry, bool atEnd) : base(entry)
    {
        nint page = Environment.SystemPageSize;
        foreach (BatchSpan span in entry.Spans)
        {
            nint length = (span.Bytes + page - 1) / page * page;
            nint map = Map(0, length + 2 * page, None, PrivateAndAnonymous, -1, 0);
            if (map == -1 || (length > 0 && Protect(map + page, length, ReadAndWrite) != 0))
                throw new InvalidOperationException($"{length + 2 * page} bytes cannot be mapped.");
            maps.Add((map, length + 2 * page));
            spans[span.Name] = (map + page + (atEnd ? length - span.Bytes : 0), span.Bytes);
        }
    }

    public override Span<byte> Bytes(string name) => new((void*)spans[name].At, spans[name].Bytes);

    public void Dispose()
    {
        foreach ((nint at, nint length) in maps)
            _ = Unmap(at, length);
    }

    [DllImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Map(nint at, nint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Protect(nint at, nint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmap(nint at, nint length);
}

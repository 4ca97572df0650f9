using System.Runtime.InteropServices;

namespace VectorLoss.Tests;

/// <summary>Memory between two pages that nobody may touch: one byte too far ends the process.</summary>
internal sealed unsafe class GuardedPages : IDisposable
{
    private const int None = 0, ReadAndWrite = 3, PrivateAndAnonymous = 0x22;

    private readonly nint map, length;
    private readonly nint page = Environment.SystemPageSize;

    /// <summary>Maps enough pages for so many bytes.</summary>
    public GuardedPages(int bytes)
    {
        length = (bytes + page - 1) / page * page;
        map = Map(0, length + 2 * page, None, PrivateAndAnonymous, -1, 0);
        if (map == -1 || (length > 0 && Protect(map + page, length, ReadAndWrite) != 0))
            throw new InvalidOperationException($"{length + 2 * page} bytes cannot be mapped.");
    }

    /// <summary>So many bytes that end at the page behind, or begin after the page before.</summary>
    public Span<byte> Bytes(int count, bool atEnd) => new((void*)(map + page + (atEnd ? length - count : 0)), count);

    public void Dispose() => _ = Unmap(map, length + 2 * page);

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

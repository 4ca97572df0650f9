using System.Runtime.InteropServices;
using System.Text;

namespace VectorLoss.Data;

/// <summary>
/// Makes durable which names a directory holds. Flushing a file says nothing of its name: after a loss of power a
/// renamed file can stand under its old name. The class library opens no directory.
/// </summary>
internal static class DirectoryEntries
{
    private const int CloseOnExecute = 0x80000;
    private const int AppleCloseOnExecute = 0x1000000;

    /// <summary>
    /// Flushes the names of a directory to the disk. What the file system cannot flush, and a system without the call
    /// (Windows writes names down in order), are let be: the content is durable already.
    /// </summary>
    public static void Flush(string directory)
    {
        bool isApple = OperatingSystem.IsMacOS();
        if (!isApple && !OperatingSystem.IsLinux())
            return;
        int opened = Open(Encoding.UTF8.GetBytes(directory + '\0'), isApple ? AppleCloseOnExecute : CloseOnExecute);
        if (opened < 0)
            return;
        _ = Flush(opened);
        _ = Close(opened);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}

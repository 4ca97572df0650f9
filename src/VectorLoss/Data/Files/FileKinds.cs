using System.Runtime.InteropServices;
using System.Text;

namespace VectorLoss.Data;

/// <summary>Tells what a path leads to. The class library tells a FIFO or a device from a file nowhere.</summary>
internal static class FileKinds
{
    private const int CurrentDirectory = -100;
    private const uint TypeAndInodeWanted = 0x101;
    // struct statx has the same layout on every processor: 256 bytes, the 16 bits of the mode at byte 28, the 64 bits
    // of the inode at byte 32, and two halves of the device at byte 136.
    private const int StatusBytes = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;

    public static FileKind Of(string path)
    {
        if (OperatingSystem.IsLinux() && TryStatus(path, out byte[] status) is { } isThere)
            return isThere ? KindOf(status) : FileKind.Missing;
        return Directory.Exists(path) ? FileKind.Directory : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
    }

    /// <summary>
    /// Whether two paths lead to one file that exists, links followed: also two names of it that are hard links. False
    /// where the system does not say.
    /// </summary>
    public static bool AreOne(string one, string other)
        => OperatingSystem.IsLinux() && TryStatus(one, out byte[] first) == true
            && TryStatus(other, out byte[] second) == true
            && BitConverter.ToUInt64(first, InodeAt) == BitConverter.ToUInt64(second, InodeAt)
            && BitConverter.ToUInt64(first, DeviceAt) == BitConverter.ToUInt64(second, DeviceAt);

    private static FileKind KindOf(byte[] status) => (BitConverter.ToUInt16(status, ModeAt) & TypeMask) switch
    {
        RegularType => FileKind.Regular,
        DirectoryType => FileKind.Directory,
        _ => FileKind.Special,
    };

    // Null where the C library does not have the call.
    private static bool? TryStatus(string path, out byte[] status)
    {
        status = new byte[StatusBytes];
        try
        {
            return StatusOf(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeAndInodeWanted, status) == 0;
        }
        catch (Exception problem) when (problem is EntryPointNotFoundException or DllNotFoundException)
        {
            // An old C library: the caller then knows files and directories only.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatusOf(int directory, byte[] path, int flags, uint mask, byte[] status);
}

using System.Runtime.InteropServices;
using System.Text;

namespace VectorLoss.Data;

/// <summary>Tells what a path leads to. The class library tells a FIFO or a device from a file nowhere.</summary>
internal static class FileKinds
{
    private const int CurrentDirectory = -100;
    private const uint TypeWanted = 1;
    // struct statx has the same layout on every processor: 256 bytes, the 16 bits of the mode at byte 28.
    private const int StatusBytes = 256;
    private const int ModeAt = 28;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;

    public static FileKind Of(string path)
    {
        if (OperatingSystem.IsLinux() && TryStatus(path) is { } kind)
            return kind;
        return Directory.Exists(path) ? FileKind.Directory : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
    }

    private static FileKind? TryStatus(string path)
    {
        byte[] status = new byte[StatusBytes];
        try
        {
            if (StatusOf(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeWanted, status) != 0)
                return FileKind.Missing;
        }
        catch (Exception problem) when (problem is EntryPointNotFoundException or DllNotFoundException)
        {
            // An old C library: the caller then knows files and directories only.
            return null;
        }
        return (BitConverter.ToUInt16(status, ModeAt) & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            DirectoryType => FileKind.Directory,
            _ => FileKind.Special,
        };
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatusOf(int directory, byte[] path, int flags, uint mask, byte[] status);
}

using System.Runtime.InteropServices;

namespace VectorLoss.Mpi;

/// <summary>The functions of MPI that are used, with the handles of MPICH's ABI, which are whole numbers.</summary>
internal static unsafe partial class MpiFunctions
{
    /// <summary>What the resolver replaces by the library that is found.</summary>
    public const string Library = "mpi";

    public const int World = 0x44000000, Byte = 0x4c00010d, Float = 0x4c00040a, Sum = 0x58000003;
    public const int ErrorsReturn = 0x54000001, NoRequest = 0x2c000000, Funneled = 1, Success = 0;
    public const int LongestError = 512, LongestVersion = 8192;

    /// <summary>In place of the address of a status that nobody reads.</summary>
    public static readonly void* Ignore = (void*)1;

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Init_thread(void* count, void* words, int wanted, int* provided);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Finalize();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Abort(int group, int code);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Get_library_version(byte* text, int* length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Comm_rank(int group, int* rank);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Comm_size(int group, int* size);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Comm_set_errhandler(int group, int handler);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Error_string(int code, byte* text, int* length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Isend(void* data, int count, int type, int to, int tag, int group, int* request);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Irecv(void* data, int count, int type, int from, int tag, int group, int* request);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Testall(int count, int* requests, int* isDone, void* statuses);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Iallgather(void* own, int count, int type, void* all, int each, int allType,
        int group, int* request);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MPI_Allreduce(void* own, void* sums, int count, int type, int operation, int group);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetVariable(string name, string value, int replaces);
}

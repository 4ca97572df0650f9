using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace VectorLoss.Mpi;

/// <summary>Finds the library of MPI and makes sure that it is one with the ABI of MPICH.</summary>
internal static unsafe class MpiLibrary
{
    // Debian's name, and the one that MPICH, Intel MPI, MVAPICH and Cray MPICH agreed on (mpich.org/abi).
    private static readonly string[] Names = ["libmpich.so.12", "libmpi.so.12"];
    private static readonly string[] Families = ["MPICH", "MVAPICH", "Intel(R) MPI", "CRAY MPICH"];
    private static nint library;

    /// <summary>Loads it, once.</summary>
    /// <exception cref="MpiException">There is none, or it has another ABI.</exception>
    public static void Load()
    {
        if (library != 0)
            return;
        if (MpiLauncher.IsOpenMpi)
            throw new MpiException("this process was started by Open MPI, whose ABI is another: "
                + "use mpiexec of MPICH or of a relative, such as Debian's package mpich (mpiexec.mpich)");
        // UCX, a transport of MPICH, would take the signals by which the runtime notices null references. It reads this
        // when it is loaded.
        if (!OperatingSystem.IsWindows())
        {
            _ = MpiFunctions.SetVariable("UCX_ERROR_SIGNALS", "", 1);
            // When another process is killed, a line says so; a trace of the calls of this would drown it. Who wants
            // to see that sets the variable.
            _ = MpiFunctions.SetVariable("UCX_HANDLE_ERRORS", "none", 0);
        }
        nint found = 0;
        if (!Array.Exists(Names, name => NativeLibrary.TryLoad(name, out found)))
            throw new MpiException($"there is no {string.Join(" and no ", Names)} to load: "
                + "install MPICH or a relative, such as Debian's package mpich");
        library = found;
        NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, Resolve);
        string version = Version();
        if (!Array.Exists(Families, family => version.StartsWith(family, StringComparison.OrdinalIgnoreCase)))
            throw new MpiException($"the library of MPI is '{version}', whose ABI is not that of MPICH");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
        => name == MpiFunctions.Library ? library : 0;

    private static string Version()
    {
        byte* text = stackalloc byte[MpiFunctions.LongestVersion];
        int length = 0;
        try
        {
            _ = MpiFunctions.MPI_Get_library_version(text, &length);
        }
        catch (EntryPointNotFoundException)
        {
            return "one before MPI 3";
        }
        string version = Encoding.UTF8.GetString(text, Math.Min(length, MpiFunctions.LongestVersion));
        return version.Split('\n')[0].Trim('\0', ' ', '\t');
    }
}

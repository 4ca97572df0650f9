using System.Globalization;

namespace VectorLoss.Mpi;

/// <summary>What the environment says of the program that started this process.</summary>
public static class MpiLauncher
{
    /// <summary>How many processes were started together; 1 where none says so.</summary>
    /// <remarks>PMI: MPICH's mpiexec, Intel MPI, MVAPICH, and Slurm with <c>--mpi=pmi2</c>.</remarks>
    public static int Processes => Number("PMI_SIZE") ?? Number("OMPI_COMM_WORLD_SIZE") ?? 1;

    /// <summary>The number of this process among them, from 0.</summary>
    public static int Rank => Number("PMI_RANK") ?? Number("OMPI_COMM_WORLD_RANK") ?? 0;

    /// <summary>How many of them run on this machine.</summary>
    public static int OnThisMachine => Math.Max(1, Number("MPI_LOCALNRANKS") ?? Number("OMPI_COMM_WORLD_LOCAL_SIZE")
        ?? Number("SLURM_NTASKS_PER_NODE") ?? 1);

    /// <summary>Whether it was the launcher of Open MPI.</summary>
    internal static bool IsOpenMpi => Number("PMI_SIZE") is null && Number("OMPI_COMM_WORLD_SIZE") is not null;

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out int value) ? value : null;
}

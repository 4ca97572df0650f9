namespace VectorLoss.Mpi;

/// <summary>What MPI itself offers, whose order of addition may be any: for comparisons of speed.</summary>
internal static unsafe class MpiReference
{
    /// <summary>MPI_Allreduce: adds numbers over all processes.</summary>
    /// <param name="own">The numbers of this process.</param>
    /// <param name="sums">The sums.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Sum(ReadOnlySpan<float> own, Span<float> sums)
    {
        if (own.Length != sums.Length)
            throw new ArgumentException($"{own.Length} numbers have as many sums, not {sums.Length}.", nameof(sums));
        fixed (float* from = own, to = sums)
            MpiWorld.Check(MpiFunctions.MPI_Allreduce(from, to, own.Length, MpiFunctions.Float, MpiFunctions.Sum,
                MpiFunctions.World));
    }
}

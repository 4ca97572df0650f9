using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Sums over the numbers of the leaves, taken at a forward pass and compared at the backward pass: they show that a
/// span which was kept from before was written in between, which the tape cannot see otherwise.
/// </summary>
internal sealed class LeafChecksums<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A program that keeps spans does so from its first steps on; later ones pay nothing.
    private const int CheckedPasses = 100;
    private readonly List<ulong> sums = [];
    private int taken;
    private bool isValid;

    /// <summary>Takes the sums, if checks are on and this is one of the first passes.</summary>
    public void Take()
    {
        isValid = CustomOps.AreChecked && taken < CheckedPasses;
        if (!isValid)
            return;
        taken++;
        sums.Clear();
        for (int at = 0; at < recording.Count; at++)
            sums.Add(recording[at].IsLeaf ? Sum(at) : 0);
    }

    /// <summary>Forgets the sums: the numbers may change.</summary>
    public void Forget() => isValid = false;

    /// <summary>Refuses a backward pass from a position if a leaf before it changed since.</summary>
    public void RequireUnchanged(int root, string user)
    {
        for (int at = 0; isValid && at <= Math.Min(root, sums.Count - 1); at++)
            if (recording[at].IsLeaf && Sum(at) != sums[at])
                throw new InvalidOperationException($"{user}: {recording.Describe(at)} was written through a span "
                    + "that was kept from before the forward pass, so the gradient would not be that of the computed "
                    + "values.");
    }

    // Fowler, Noll and Vo's hash of the bits.
    private ulong Sum(int position)
    {
        ulong sum = 14695981039346656037;
        foreach (T value in recording.Values(position))
            sum = (sum ^ BitConverter.DoubleToUInt64Bits(double.CreateTruncating(value))) * 1099511628211;
        return sum;
    }
}

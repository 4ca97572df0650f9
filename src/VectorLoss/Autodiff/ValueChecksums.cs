using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Sums over the numbers of all variables and over the labels, taken at a forward pass and compared at the backward
/// pass: they show that a span which was kept from before was written in between, which the tape cannot see otherwise.
/// </summary>
internal sealed class ValueChecksums<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A program that keeps spans does so from its first steps on; later ones pay nothing.
    private const int CheckedPasses = 100;
    private readonly List<ulong> sums = [];
    private readonly List<ulong> labels = [];
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
        labels.Clear();
        for (int at = 0; at < recording.Count; at++)
            sums.Add(Sum<T>(recording.Values(at)));
        for (int leaf = 0; leaf < recording.LabelLeaves; leaf++)
            labels.Add(Sum<int>(recording.LabelsAt(leaf)));
    }

    /// <summary>Forgets the sums: the numbers may change.</summary>
    public void Forget() => isValid = false;

    /// <summary>Refuses a backward pass from a position if a variable up to it, or a label, changed since.</summary>
    public void RequireUnchanged(int root, string user)
    {
        for (int at = 0; isValid && at <= Math.Min(root, sums.Count - 1); at++)
            if (Sum<T>(recording.Values(at)) != sums[at])
                throw Refusal(user, recording.Describe(at));
        for (int leaf = 0; isValid && leaf < Math.Min(recording.LabelLeaves, labels.Count); leaf++)
            if (Sum<int>(recording.LabelsAt(leaf)) != labels[leaf])
                throw Refusal(user, $"labels {leaf}");
    }

    private static InvalidOperationException Refusal(string user, string what)
        => new($"{user}: {what} was written through a span that was kept from before the forward pass, so the gradient "
            + "would not be that of the computed values.");

    // Fowler, Noll and Vo's hash of the bits.
    private static ulong Sum<TNumber>(ReadOnlySpan<TNumber> values) where TNumber : INumber<TNumber>
    {
        ulong sum = 14695981039346656037;
        foreach (TNumber value in values)
            sum = (sum ^ BitConverter.DoubleToUInt64Bits(double.CreateTruncating(value))) * 1099511628211;
        return sum;
    }
}

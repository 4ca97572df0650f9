using System.Runtime.CompilerServices;

namespace VectorLoss.Batches;

/// <summary>What the Jaccard index of a set loses by each element that is wrong too, the worst error first.</summary>
/// <param name="members">How many elements the set has.</param>
internal struct JaccardSteps(double members)
{
    private double before, rightMissed, wrongAdded;

    /// <summary>What the index loses by the next element.</summary>
    /// <param name="member">1 where the set has it, 0 where not: no branch that the data decide.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(double member)
    {
        (rightMissed, wrongAdded) = (rightMissed + member, wrongAdded + (1 - member));
        double lost = 1 - (members - rightMissed) / (members + wrongAdded), step = lost - before;
        before = lost;
        return step;
    }
}

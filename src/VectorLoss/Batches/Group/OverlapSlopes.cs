using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The slopes of losses of overlaps by the probabilities, as <see cref="ClassOverlapSums"/> has them, where sums move.
/// </summary>
internal static class OverlapSlopes
{
    /// <summary>Makes Σp·t and Σp of each class what its slope is a multiple of t by, and the rest of it.</summary>
    public static void Weigh(GroupRule rule, DualRoom both, DualRoom all, ReadOnlySpan<double> targets)
    {
        if (rule.Choice != (int)OverlapWeights.Even)
            Join(rule, both, all, targets);
        else
            for (int c = 0; c < targets.Length; c++)
            {
                Number below = all[c] + Number.Of(targets[c] + rule.Number), count = Number.Of(targets.Length);
                all[c] = (both[c] + both[c] + Number.Of(rule.Number)) / below / below / count;
                both[c] = Number.Of(-2) / below / count;
            }
    }

    private static void Join(GroupRule rule, DualRoom both, DualRoom all, ReadOnlySpan<double> targets)
    {
        Number above = Number.Of(rule.Number), below = above;
        double heaviest = ClassOverlapSums.Heaviest(targets);
        for (int c = 0; c < targets.Length; c++)
        {
            Number weight = Number.Of(ClassOverlapSums.Weight(targets[c], heaviest));
            above += weight * (both[c] + both[c]);
            below += weight * (all[c] + Number.Of(targets[c]));
        }
        for (int c = 0; c < targets.Length; c++)
        {
            Number weight = Number.Of(ClassOverlapSums.Weight(targets[c], heaviest));
            (all[c], both[c]) = (weight * above / below / below, Number.Of(-2) * weight / below);
        }
    }
}

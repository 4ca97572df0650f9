using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Draws functions of all families, with right gradients and with planted faults, and counts
/// verdicts.</summary>
internal sealed class FamilyTest(IReadOnlyList<SelfTestTally> tallies, CancellationToken cancellation)
{
    // Every function is a right case; one of so many is also broken in all ways.
    private const int Broken = 4;

    public List<FamilyScore> Scores { get; } = [];

    /// <summary>Draws some functions of every family.</summary>
    /// <param name="cases">How many in all.</param>
    /// <param name="seed">The seed of the first.</param>
    /// <param name="told">Told after each.</param>
    public void Run(int cases, int seed, Action told)
    {
        int families = Family.All.Count;
        for (int k = 0; k < families; k++)
        {
            FamilyScore score = new(Family.All[k].Name, 0, 0, 0, 0, 0, 0, 0);
            for (int i = 0; i < (cases + families - 1 - k) / families; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                int drawn = unchecked(seed + (i * families) + k);
                Subject subject = Family.All[k].Draw(new(drawn));
                score = Judge(subject with { Name = $"{subject.Name}, seed {drawn}" }, i % Broken == 0, score);
                told();
            }
            Scores.Add(score);
        }
    }

    private FamilyScore Judge(Subject subject, bool isBroken, FamilyScore score)
    {
        double[] exact = new double[subject.Point.Length], errors = new double[exact.Length];
        subject.Gradient(subject.Point, exact);
        for (int i = 0; i < errors.Length; i++)
            errors[i] = BestDifference.ErrorOf(subject.Function, subject.Point, i, exact[i]);
        bool resolvable = exact.Select((slope, i)
            => 0.01 * Math.Abs(slope) >= BestDifference.Counts * errors[i]).All(resolves => resolves);
        bool? right = tallies[0].Right(subject, subject.Gradient);
        foreach (SelfTestTally tally in tallies.Skip(1))
            tally.Right(subject, subject.Gradient);
        score = score with
        {
            Right = score.Right + 1,
            Accused = score.Accused + (right == false ? 1 : 0),
            Resolvable = score.Resolvable + (resolvable ? 1 : 0),
            Open = score.Open + (resolvable && right is null ? 1 : 0),
        };
        for (int k = 0; isBroken && k < PlantedFault.All.Count; k++)
            score = Break(subject, PlantedFault.All[k], k, exact, errors, score);
        return score;
    }

    private FamilyScore Break(Subject subject, PlantedFault fault, int k, double[] exact, double[] errors,
        FamilyScore score)
    {
        double[] wrong = [.. exact];
        fault.Plant(wrong, k % wrong.Length);
        bool counts = wrong.Where((value, i) => value != exact[i]
            && Math.Abs(value - exact[i]) >= BestDifference.Counts * errors[i]).Any();
        if (!counts)
            return score;
        Subject broken = subject with { Name = $"{subject.Name}: {fault.Name}", Gradient = (_, g) => wrong.CopyTo(g) };
        bool? verdict = tallies[0].Wrong(broken, broken.Gradient, isSure: false);
        foreach (SelfTestTally tally in tallies.Skip(1))
            tally.Wrong(broken, broken.Gradient, isSure: false);
        return score with
        {
            Faults = score.Faults + 1,
            Killed = score.Killed + (verdict == false ? 1 : 0),
            Passed = score.Passed + (verdict == true ? 1 : 0),
        };
    }
}

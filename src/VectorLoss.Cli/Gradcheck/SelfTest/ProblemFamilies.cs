using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Problems of the literature, near their usual starting points.</summary>
internal static class ProblemFamilies
{
    public static IEnumerable<Family> All => [new("Moré, Garbow and Hillstrom", Draw)];

    private static Subject Draw(Random random)
    {
        ResidualProblem problem = MoreGarbowHillstrom.All[random.Next(MoreGarbowHillstrom.All.Count)];
        double apart = Family.One(random, [0, 0.01, 0.1]);
        return new(problem.Name, problem.Value, problem.Gradient,
            [.. problem.Start.Select(x => x * (1 + (apart * Family.Between(random, -1, 1))))]);
    }
}

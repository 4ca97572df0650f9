using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>
/// The 35 test problems of J. J. Moré, B. S. Garbow and K. E. Hillstrom, "Testing unconstrained optimization software",
/// ACM Transactions on Mathematical Software 7 (1981), doi:10.1145/355934.355936, by the numbers they have there.
/// </summary>
internal static class MoreGarbowHillstrom
{
    /// <summary>All of them, in the order of the paper.</summary>
    public static IReadOnlyList<ResidualProblem> All { get; } =
    [
        new Rosenbrock(2), new FreudensteinRoth(), new PowellBadlyScaled(), new BrownBadlyScaled(), new Beale(),
        new JennrichSampson(), new HelicalValley(), new Bard(), new GaussianFunction(), new Meyer(), new Gulf(),
        new Box(), new PowellSingular(4), new Wood(), new KowalikOsborne(), new BrownDennis(), new OsborneOne(),
        new BiggsSix(), new OsborneTwo(), new Watson(), new Rosenbrock(10), new PowellSingular(12), new PenaltyOne(),
        new PenaltyTwo(), new VariablyDimensioned(), new TrigonometricSystem(), new BrownAlmostLinear(),
        new DiscreteBoundaryValue(), new DiscreteIntegralEquation(), new BroydenTridiagonal(), new BroydenBanded(),
        new LinearFullRank(), new LinearRankOne(), new LinearRankOneWithZeros(), new Chebyquad(),
    ];
}

using VectorLoss.Checking;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// The residual problems that the checker is tried on: their values where papers state them, and their gradients.
/// </summary>
public class ResidualProblemTests
{
    public static TheoryData<string> NistNames => [.. NistProblem.All.Select(problem => problem.Name)];

    /// <summary>
    /// f at the usual start, for problems whose value follows by hand or is printed by MINPACK (Argonne ANL-80-74) as
    /// the initial norm, which is its root.
    /// </summary>
    [Theory]
    [InlineData("Rosenbrock, 2", 24.2)]
    [InlineData("Freudenstein and Roth", 400.5)]
    [InlineData("Brown badly scaled", 999998000003.0)]
    [InlineData("Beale", 14.203125)]
    [InlineData("helical valley", 2500)]
    [InlineData("Powell singular, 4", 215)]
    [InlineData("Powell singular, 12", 645)]
    [InlineData("Wood", 19192)]
    [InlineData("Watson", 30)]
    [InlineData("Bard", 41.6817)]
    [InlineData("Kowalik and Osborne", 0.00531317)]
    [InlineData("Meyer", 1.69361e9)]
    [InlineData("Brown and Dennis", 7926693.34)]
    [InlineData("Osborne 1", 0.879026)]
    [InlineData("Osborne 2", 2.09342)]
    [InlineData("Biggs EXP6", 0.77907)]
    [InlineData("Box three-dimensional", 1031.154)]
    [InlineData("Jennrich and Sampson", 4171.306)]
    public void Values_at_the_start_are_those_of_the_literature(string name, double value)
    {
        ResidualProblem problem = MoreGarbowHillstrom.All.Single(one => one.Name == name);
        Assert.Equal(value, problem.Value([.. problem.Start]), 2e-6 * value);
    }

    [Fact]
    public void There_are_35_of_different_names()
        => Assert.Equal(35, MoreGarbowHillstrom.All.Select(problem => problem.Name).Distinct().Count());

    /// <summary>
    /// The certified parameters have eleven digits, so the sum of squares agrees to about their square.
    /// </summary>
    [Theory]
    [MemberData(nameof(NistNames))]
    public void Certified_parameters_give_the_certified_sum(string name)
    {
        NistProblem problem = NistProblem.All.Single(one => one.Name == name);
        double found = problem.Value([.. problem.Certified]);
        // Lanczos1 was made without noise: its sum is 1.4e-25, which eleven digits of the parameters do not reach.
        double tolerance = name == "Lanczos1" ? 1e-18 : 1e-9 * problem.CertifiedSum;
        Assert.Equal(problem.CertifiedSum, found, tolerance);
    }
}

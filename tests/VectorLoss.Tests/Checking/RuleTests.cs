using VectorLoss.Checking;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>The rules of others pass a right gradient of a harmless function and notice a grossly wrong one.</summary>
public class RuleTests
{
    public static TheoryData<string> Names => [.. Rules.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_right_gradient_passes_and_a_doubled_one_does_not(string name)
    {
        Func<Subject, GradientFunction, bool> passes = Rules.All.Single(rule => rule.Name == name).Passes;
        GradientFunction right = (x, gradient) =>
        {
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = 2 * x[i] * (i + 1);
        };
        GradientFunction doubled = (x, gradient) =>
        {
            right(x, gradient);
            foreach (ref double slope in gradient)
                slope *= 2;
        };
        Objective function = x => x[0] * x[0] + 2 * x[1] * x[1] + 3 * x[2] * x[2];
        Subject subject = new("squares", function, right, [0.5, -1.25, 2]);
        Assert.True(passes(subject, right));
        Assert.False(passes(subject, doubled));
    }
}

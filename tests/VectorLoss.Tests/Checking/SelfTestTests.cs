using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Cli;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class SelfTestTests
{
    // Without hardware multiply-add every kernel is emulated: fewer cases there.
    private static int Few => Simd.Bits < 256 ? 1 : 4;

    // With residuals up to 4, the largest element of the gradient is 8e-6: below PyTorch's absolute tolerance.
    private const int Many = 1_000_000;

    [Fact]
    public void Every_wrong_gradient_is_found_and_no_right_one_is_accused()
    {
        IReadOnlyList<SelfTestScore> scores = SelfTest.Run(LossCatalog.All, 400 * Few, 1, Many, null,
            TestContext.Current.CancellationToken);
        Assert.True(SelfTest.WrongCount >= 60 && scores[0].Wrong >= 1_000 * Few / 4);
        Assert.Empty(scores[0].Survivors);
        Assert.Empty(scores[0].Victims);
        Assert.Equal(SelfTest.Own, scores[0].Checker);
        Assert.True(scores[0].ReachesGoal, string.Join("\n", scores[0].Missed));
        // Scales down to 1e-12 of the point are found without a miss.
        Assert.All(scores[0].Families.Where(family => family.Family.EndsWith("of its own scale",
            StringComparison.Ordinal)), family => Assert.Equal(family.Faults, family.Killed));
        // Each of the other rules misses faults and accuses right gradients of the same corpus.
        Assert.All(scores.Skip(1), score => Assert.True(score.Killed < score.Wrong && score.Accused > 0,
            score.Checker));
        // The absolute tolerance of PyTorch's slow mode is larger than a gradient of a mean over a million.
        Assert.Contains($"mean over {Many}: gradient 0",
            scores.Single(score => score.Checker == "PyTorch slow").Survivors);
    }

    public static TheoryData<string> Ops => [.. OpCase.Names];

    [Theory, MemberData(nameof(Ops))]
    public void Every_op_of_the_tape_passes(string name)
    {
        for (int seed = 0; seed < 2 * Few; seed++)
            foreach (GradientReport report in OpCase.Draw(name, seed).Check())
                GradientAssert.Passed(report);
    }

    // A comparison that leaves everything out finds no error either.
    [Fact]
    public void Most_losses_show_the_rounding_of_float()
    {
        int seen = LossCatalog.All.Count(card => Enumerable.Range(0, 3)
            .Any(seed => LossCase.Draw(card, seed).FloatError() is > 0 and <= 1));
        Assert.InRange(seen, LossCatalog.All.Count / 2, LossCatalog.All.Count);
    }

    public static TheoryData<string> Cards => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Cards))]
    public void Every_loss_passes_all_witnesses(string name)
    {
        for (int seed = 100; seed < 100 + (2 * Few); seed++)
        {
            LossCase drawn = LossCase.Draw(LossCatalog.Find(name)!, seed);
            foreach (GradientReport report in drawn.Check())
                GradientAssert.Passed(report);
            Assert.True(drawn.FloatError() <= 1, $"{drawn}: {drawn.FloatError()}");
        }
    }

    [Fact]
    public void A_proof_decides_where_differences_could_not_tell()
    {
        GradientReport open = GradientCheck.Run(x => 6 + 1e-16 * Math.Tanh(4 * x[0]),
            (_, gradient) => gradient[0] = 1e-16, [0.25]);
        Assert.Equal(Verdict.Inconclusive, open.Verdicts[0]);
        Assert.True(open.Settled(_ => true).Passed);
        Assert.False(open.Settled(_ => false).Passed);
        GradientReport wrong = GradientCheck.Run(x => x[0], (_, gradient) => gradient[0] = 2, [0.25]);
        Assert.False(wrong.Settled(_ => true).Passed);
    }

    // Values so large that differences see steps, and exponentials beyond double on the way.
    [Theory]
    [InlineData("zlpr", 48), InlineData("zlpr", 534), InlineData("gaussian-mixture-nll", 89)]
    [InlineData("gaussian-mixture-nll", 127), InlineData("focal-tversky", 92), InlineData("asymmetric", 487)]
    public void Numbers_of_any_size_decide_where_double_overflows(string loss, int seed)
        => Assert.All(LossCase.Draw(LossCatalog.Find(loss)!, seed).Check(), report => GradientAssert.Passed(report));

    [Fact]
    public void A_witness_that_disagrees_is_named()
    {
        LossCase drawn = LossCase.Draw(Huber.Card, 1);
        double[] analytic = [1, 2], duals = [1, 3];
        GradientReport report = GradientCheck.Run(x => x[0] + (2 * x[1]), (_, g) => analytic.CopyTo(g),
            [0.3, 0.4]).With("dual numbers", duals, analytic);
        Assert.False(report.Passed);
        Assert.Contains("dual numbers say 3", Assert.Single(report.Remarks));
        Assert.All(drawn.Check(), found => Assert.Contains(found.Offenders,
            finding => finding.Witnesses is
                [{ Witness: "enclosed dual numbers", Agrees: true }, { Witness: "dual numbers", Agrees: true }]));
    }
}

using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>What a card claims of the sign of its loss is what the loss does, and a loss that is never negative says
/// so.</summary>
public class ClaimTests
{
    // Negative for numbers that are not drawn here: probabilities of 1, large targets, small scales, a negative
    // epsilon, fair pairs, rows that are no distributions, times that were seen among intervals, few iterations.
    private static readonly string[] Rare = ["cross-entropy-error", "poisson-nll", "poly-cross-entropy", "tweedie",
        "jensen-shannon", "logistic-nll", "aft-log-logistic", "negative-binomial-nll", "zero-inflated-poisson-nll",
        "sample-crps", "interval-aft-log-normal", "interval-aft-log-logistic", "interval-aft-weibull",
        "sinkhorn-divergence"];

    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Every))]
    public void A_loss_that_claims_no_sign_is_negative_somewhere_and_the_others_nowhere(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        double least = double.PositiveInfinity;
        (string, double)[][] settings = [[], .. card.Options.Where(option
            => option.Name is "full" or "epsilon" or "pos_weight")
            .Select(option => new[] { (option.Name, 1.0) })];
        foreach ((string, double)[] options in settings)
        {
            for (int seed = 1; seed <= 40; seed++)
            {
                LossOutcome outcome = LossTool.Run<double>(FamilyBatch.Of(name, options, 6, 5, "none", seed));
                least = Math.Min(least, outcome.Value.Values.Min());
            }
        }
        // What is 0 may be rounded to either side.
        if (card.Claims.HasFlag(Claims.NonNegative))
            Assert.InRange(least, -1e-14, double.MaxValue);
        else if (!Rare.Contains(name))
            Assert.InRange(least, double.MinValue, -1e-6);
    }
}

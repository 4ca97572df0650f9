using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Bounds promise nothing where float has overflown on the way, whatever a weight of 0 makes of it.</summary>
public class OverflowBoundTests
{
    public static TheoryData<string> Cards => [.. LossCatalog.All
        .Where(card => card.Family is LossFamily.Point or LossFamily.Triple).Select(card => card.Name)];

    [Theory, MemberData(nameof(Cards))]
    public void A_weight_or_factor_of_0_brings_back_nothing(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        int taken = 0;
        foreach (string reduction in (string[])["sum", "mean_over_weights"])
            foreach (double size in (double[])[1e-38, 1e-24, 1e-12, 1, 1e24, 3e38])
                foreach ((double weight, double factor) in ((double, double)[])[(0, -1.9), (1, 0), (2, 1.5)])
                {
                    LossRequest request = Request(card, size, weight, factor) with { Reduction = reduction };
                    if (!IsTaken(request))
                        continue;
                    LossCase one = new(request, 0);
                    Assert.True(one.FloatError() <= 1, $"{one} of {size}: {one.FloatError()}");
                    taken++;
                }
        Assert.NotEqual(0, taken);
    }

    private static LossRequest Request(LossCard card, double size, double weight, double factor)
    {
        Dictionary<string, LossArray> inputs = card.Inputs.Where(input => !input.Optional).ToDictionary(
            input => input.Name, input => new LossArray([1, 2], [Number(input.Domain, size), 0.5]));
        inputs["sample_weight"] = new([1, 2], [weight, weight]);
        inputs["factor"] = new([1, 2], [factor, factor]);
        return new(card) { Inputs = inputs, Empty = EmptyBatch.Zero };
    }

    private static double Number(Domain domain, double size)
        => domain == Domain.Sign ? 1 : domain == Domain.Probability ? Math.Min(size, 1) : size;

    private static bool IsTaken(LossRequest request)
    {
        try
        {
            LossTool.Run<float>(request);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

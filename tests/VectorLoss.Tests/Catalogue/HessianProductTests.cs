using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Tests.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Products with the Hessian of every loss by name: the engine's closed forms beside formulas.</summary>
public class HessianProductTests
{
    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Every))]
    public void Kernels_and_formulas_agree(string name)
    {
        foreach (string reduction in (string[])["mean", "none"])
        {
            LossRequest request = CatalogueHeadTests.Request(name, reduction);
            foreach (LossRequest asked in (LossRequest[])[request, CatalogueHeadTests.Chosen(request)])
            {
                string[] moving = [.. LossTool.Run<double>(asked).Gradients.Keys];
                Agrees(asked, moving);
                foreach (string one in moving.Skip(1))
                    Agrees(asked, [one]);
            }
        }
    }

    private static void Agrees(LossRequest request, string[] moving)
    {
        Random random = new(3);
        Dictionary<string, LossArray> direction = moving.ToDictionary(input => input, input
            => request.Inputs[input] with
            {
                Values = [.. request.Inputs[input].Values.Select(_ => 2 * random.NextDouble() - 1)],
            });
        IReadOnlyDictionary<string, double[]> expected = LossTool.HessianProduct(request, direction),
            found = LossTool.HessianProduct<double>(request, direction);
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        foreach ((string input, double[] numbers) in expected)
        {
            // A few dozen terms, under powers that magnify their roundings.
            double size = 1 + numbers.Max(Math.Abs);
            for (int i = 0; i < numbers.Length; i++)
                Assert.Equal(numbers[i], found[input][i], 1e-10 * size);
        }
    }
}

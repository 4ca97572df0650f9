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

    // Powers leave the range of float and double on the way, and weights bring back what left that of float.
    [Theory, MemberData(nameof(Every))]
    public void Far_out_they_agree_and_are_numbers_wherever_value_and_gradient_are(string name)
    {
        foreach (double scale in (double[])[30, 300, 1e4, 1e30])
        {
            LossRequest request = Times(CatalogueHeadTests.Chosen(CatalogueHeadTests.Request(name, "sum")), scale);
            string[] moving = [.. LossTool.Run<double>(request).Gradients.Keys];
            if (IsFinite(LossTool.Run<double>(request)))
                Agrees(request, moving, scale == 1e30 ? double.PositiveInfinity : 1e-7);
            if (IsFinite(LossTool.Run<float>(request)))
            {
                Assert.DoesNotContain(double.NaN, LossTool.HessianProduct<float>(request, Direction(request, moving))
                    .Values.SelectMany(numbers => numbers));
                Assert.DoesNotContain(double.NaN, LossTool.Curvatures<float>(request)
                    .Values.SelectMany(numbers => numbers));
            }
        }
    }

    private static bool IsFinite(LossOutcome outcome)
        => outcome.Value.Values.Concat(outcome.Gradients.Values.SelectMany(slopes => slopes)).All(double.IsFinite);

    // Whatever has a unit; log-probabilities have none, nor what a loss holds at its ε.
    private static LossRequest Times(LossRequest request, double scale) => request with
    {
        Inputs = request.Inputs.ToDictionary(pair => pair.Key, pair => request.Card.Inputs.Any(input
            => input.Name == pair.Key && input.Domain is Domain.Real && request.Card.Family != LossFamily.Sequence)
            ? pair.Value with { Values = [.. pair.Value.Values.Select(x => x * scale)] } : pair.Value),
    };

    private static Dictionary<string, LossArray> Direction(LossRequest request, string[] moving)
    {
        Random random = new(3);
        return moving.ToDictionary(input => input, input => request.Inputs[input] with
        {
            Values = [.. request.Inputs[input].Values.Select(_ => 2 * random.NextDouble() - 1)],
        });
    }

    private static void Agrees(LossRequest request, string[] moving, double share = 1e-10)
    {
        Dictionary<string, LossArray> direction = Direction(request, moving);
        IReadOnlyDictionary<string, double[]> expected = LossTool.HessianProduct(request, direction),
            found = LossTool.HessianProduct<double>(request, direction);
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        foreach ((string input, double[] numbers) in expected)
        {
            // A few dozen terms, under powers that magnify their roundings.
            double size = 1 + numbers.Max(Math.Abs);
            Assert.DoesNotContain(double.NaN, numbers.Concat(found[input]));
            for (int i = 0; i < numbers.Length && double.IsFinite(share); i++)
                Assert.Equal(numbers[i], found[input][i], share * size);
        }
    }
}

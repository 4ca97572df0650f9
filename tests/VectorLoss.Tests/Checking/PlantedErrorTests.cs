using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// A certificate finds a number that is off by its documented bound and two units in the last place, in either
/// direction, among values as among gradients.
/// </summary>
public class PlantedErrorTests
{
    private const int Cases = 22;

    [Theory]
    [MemberData(nameof(CertifyTests.Losses), MemberType = typeof(CertifyTests))]
    public void An_error_beyond_the_bound_is_found(string loss)
    {
        foreach (int sign in (int[])[-1, 1])
        {
            Planted<float> single = new(sign);
            single.IsFound(LossCatalog.Find(loss)!);
            Planted<double> twice = new(sign);
            twice.IsFound(LossCatalog.Find(loss)!);
        }
    }

    /// <summary>The kernels with one wrong value and one wrong slope in all cases together.</summary>
    private sealed class Planted<T>(int sign) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private bool hasValue, hasSlope;

        public void IsFound(LossCard card)
        {
            IReadOnlyList<Certificate> certificates = Certify.Loss<T>(card, Cases, 1, Run, CancellationToken.None);
            Assert.True(hasValue != certificates[0].Passed, $"{hasValue}: {certificates[0]}");
            Assert.True(hasSlope != certificates[1].Passed, $"{hasSlope}: {certificates[1]}");
            // Two losses have no bounds; of all others an error was planted.
            Assert.True((hasValue && hasSlope) || LossBoundsAreMissing(card), card.Name);
        }

        private static bool LossBoundsAreMissing(LossCard card)
            => Enumerable.Range(1, Cases).All(seed => Bounds(LossCase.Draw(card, seed).Request) is null);

        private LossOutcome Run(LossRequest request)
        {
            LossOutcome right = LossTool.Run<T>(request);
            if (Bounds(request) is not { } bounds)
                return right;
            LossEnclosures truth = new(RequestReading.Of(request));
            double[] values = right.Value.Values;
            hasValue = hasValue || Plant(values, bounds.Value.Values, truth.Values());
            for (int input = 0; input < request.Card.Inputs.Count && !hasSlope; input++)
            {
                int at = input;
                if (right.Gradients.TryGetValue(request.Card.Inputs[input].Name, out double[]? slopes))
                    hasSlope = Plant(slopes, bounds.Gradients[request.Card.Inputs[input].Name],
                        [.. Enumerable.Range(0, slopes.Length).Select(i => truth.Derivative(at, i))]);
            }
            return right;
        }

        /// <summary>Moves one number of ordinary size, whose true value is known better than to its bound.</summary>
        private bool Plant(double[] numbers, double[] bounds, Enclosure[] truth)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                double size = Math.Abs(numbers[i]);
                double ulp = double.CreateTruncating(T.BitIncrement(T.CreateTruncating(size))) - size;
                double moved = truth[i].Midpoint + (sign * (bounds[i] + (2 * ulp)));
                if (size is < 1e-6 or > 1e6 || !(truth[i].Radius < 1e-3 * ulp) || !(bounds[i] < 1e6)
                    || numbers.Max(Math.Abs) > 1e6)
                    continue;
                // Away from the true value, so that the rounding to the type does not shrink the error by a unit.
                numbers[i] = double.CreateTruncating(T.CreateTruncating(moved));
                return true;
            }
            return false;
        }

        private static LossOutcome? Bounds(LossRequest request)
        {
            try
            {
                return LossTool.Bounds<T>(request with { Reduction = "none" });
            }
            catch (NotSupportedException)
            {
                return null;
            }
        }
    }
}

using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// A register leaves out what none of its numbers needs. The results of a number do not tell what stands beside it.
/// </summary>
public class NeighbourTests
{
    private const int Count = 150;

    [Theory]
    [InlineData(0.3, 2, -0.4, 0.3, 0, -0.4)]
    [InlineData(-2.5, 7, 3, 4, 0, 30)]
    [InlineData(1, 1, 1, double.NaN, 0, 1)]
    public void A_count_beside_one_of_0(double p, double t, double g, double otherP, double otherT, double otherG)
        => Same(new ZeroInflatedPoisson(full: true), (p, t, g), (otherP, otherT, otherG));

    [Theory]
    [InlineData(0.5, 7.5)]
    [InlineData(0.5, 9)]
    [InlineData(20, 100)]
    [InlineData(3, double.PositiveInfinity)]
    public void A_concentration_beside_a_large_one(double concentration, double large)
        => Same(new VonMisesNegativeLogLikelihood(full: false), (0.4, -1.3, concentration), (2.5, 0.1, large));

    [Theory]
    [InlineData(0.25, 0.5, 3, 90)]
    [InlineData(0.25, 0.25, 0, double.PositiveInfinity)]
    public void A_short_interval_beside_a_long_one(double lower, double upper, double otherLower, double otherUpper)
        => Same(new IntervalWeibullFailureTime(1), (0.5, lower, upper), (-0.7, otherLower, otherUpper));

    private static void Same<TLoss>(TLoss loss, (double, double, double) usual, (double, double, double) rare)
        where TLoss : struct, ITripleLoss
    {
        Same<TLoss, float>(loss, usual, rare);
        Same<TLoss, double>(loss, usual, rare);
    }

    private static void Same<TLoss, T>(TLoss loss, (double, double, double) usual, (double, double, double) rare)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // One in thirteen: most registers of eight and sixteen numbers hold one, some hold none.
        T[][] apart = Of<TLoss, T>(loss, _ => usual), others = Of<TLoss, T>(loss, _ => rare),
            beside = Of<TLoss, T>(loss, i => i % 13 == 5 ? rare : usual);
        for (int output = 0; output < apart.Length; output++)
            for (int i = 0; i < Count; i++)
                Assert.Equal((i % 13 == 5 ? others : apart)[output][i], beside[output][i]);
    }

    private static T[][] Of<TLoss, T>(TLoss loss, Func<int, (double First, double Second, double Third)> at)
        where TLoss : struct, ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double First, double Second, double Third)[] inputs = [.. Enumerable.Range(0, Count).Select(at)];
        T[] first = [.. inputs.Select(input => T.CreateTruncating(input.First))],
            second = [.. inputs.Select(input => T.CreateTruncating(input.Second))],
            third = [.. inputs.Select(input => T.CreateTruncating(input.Third))];
        T[][] outputs = [new T[Count], new T[Count], new T[Count], new T[Count]];
        loss.Values<TLoss, T>(first, second, third, outputs[0]);
        loss.ValueAndGradient<TLoss, T>(first, second, third,
            new LossGradients<T> { First = outputs[1], Second = outputs[2], Third = outputs[3] });
        return outputs;
    }
}

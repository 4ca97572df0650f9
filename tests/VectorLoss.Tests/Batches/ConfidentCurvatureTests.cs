using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Second derivatives of rows in which one logit is far above the others keep their digits, and are no NaN where
/// nothing is left of them.
/// </summary>
/// <remarks>
/// With q = 1 − p of the label, all is a sum of terms in q of one sign, or of few: a hundred roundings bound them, and
/// as many of the powers of q, whose logarithm is rounded.
/// </remarks>
public class ConfidentCurvatureTests
{
    private const int Roundings = 200;

    private static readonly double[] Direction = [1, 0.5, 2];

    /// <summary>φ′ and φ″ by log p at p = 1 − q.</summary>
    private delegate (double First, double Second) Rates(double q);

    [Theory]
    [InlineData(6)]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(200)]
    [InlineData(800)]
    public void Rows_of_three_classes(double gap)
    {
        Check<CrossEntropy>(new(), gap, q => (-1, 0));
        Check<GeneralizedCrossEntropy>(new(0.75), gap, q => (-Math.Pow(1 - q, 0.75), -0.75 * Math.Pow(1 - q, 0.75)));
        Check<PolyCrossEntropy>(new(1), gap, q => (q - 2, q - 1));
        foreach (double gamma in (double[])[0.5, 1, 2, 2.75])
            Check<CategoricalFocal>(new(gamma), gap, q => Focal(gamma, q));
    }

    private static (double First, double Second) Focal(double gamma, double q)
    {
        if (q == 0)
            return (0, 0);
        // −log(1 − q), which double.LogP1 loses.
        double size = Enumerable.Range(1, 9).Reverse().Sum(k => Math.Pow(q, k) / k);
        double p = 1 - q, power = Math.Pow(q, gamma), rate = gamma * Math.Pow(q, gamma - 1);
        return (-power - rate * p * size, rate * p * (2 - size + (gamma - 1) * p * size / q));
    }

    private static void Check<TLoss>(TLoss loss, double gap, Rates rates)
        where TLoss : struct, ILabelLoss
    {
        Check<TLoss, double>(loss, gap, rates);
        Check<TLoss, float>(loss, gap, rates);
    }

    private static void Check<TLoss, T>(TLoss loss, double gap, Rates rates)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] logits = [T.CreateChecked(gap), T.Zero, -T.One], gradient = new T[3], diagonal = new T[3];
        T[] product = new T[3], direction = [.. Direction.Select(T.CreateChecked)];
        loss.ValueGradientAndCurvature<TLoss, T>(logits, 3, [0], gradient, diagonal);
        loss.HessianProduct<TLoss, T>(logits, 3, [0], direction, product);

        double[] odds = [1, Math.Exp(-gap), Math.Exp(-gap - 1)];
        double sum = odds.Sum(), q = (odds[1] + odds[2]) / sum;
        double[] p = [.. odds.Select(odd => odd / sum)];
        (double first, double second) = rates(q);
        // (log p)˙ of the label, and of the others.
        double moved = p[1] * (Direction[0] - Direction[1]) + p[2] * (Direction[0] - Direction[2]);
        for (int c = 0; c < 3; c++)
        {
            double change = c == 0 ? moved : Direction[c] - Direction[0] + moved;
            double others = c == 0 ? q : 1 - p[c], bend = second * (c == 0 ? q : -p[c]);
            Near(-p[c] * others * first + bend * (c == 0 ? q : -p[c]), diagonal[c]);
            Near(-p[c] * change * first + bend * moved, product[c]);
        }

        void Near(double expected, T found)
        {
            double unit = double.CreateChecked(T.BitIncrement(T.One) - T.One) / 2;
            // What is below the smallest normal number, or made of such, may be 0.
            double least = typeof(T) == typeof(float) ? 1e-30 : 1e-290;
            double off = Math.Abs(double.CreateChecked(found) - expected);
            Assert.True(off <= Roundings * unit * Math.Abs(expected) + least,
                $"{loss} in {typeof(T).Name}, gap {gap}: {found}, expected {expected:R}");
        }
    }

    [Fact]
    public void One_class_has_no_curvature()
    {
        double[] diagonal = new double[1], product = new double[1];
        foreach (double gamma in (double[])[0.5, 2, 2.75])
        {
            CategoricalFocal loss = new(gamma);
            loss.ValueGradientAndCurvature<CategoricalFocal, double>([5], 1, [1.0], new double[1], diagonal);
            loss.HessianProduct<CategoricalFocal, double>([5], 1, [1.0], [1], product);
            Assert.Equal([0, 0], [diagonal[0], product[0]]);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2.75)]
    public void Answers_without_a_doubt_have_no_curvature(double gamma)
    {
        double[] logits = [800, -800], targets = [1, 0], curvature = new double[2];
        new SigmoidFocal(-1, gamma).ValueGradientAndCurvature(logits, targets, new double[2], curvature);
        Assert.Equal([0, 0], curvature);
        new AsymmetricMultilabel(gamma, gamma).ValueGradientAndCurvature(logits, targets, new double[2], curvature);
        Assert.Equal([0, 0], curvature);
    }
}

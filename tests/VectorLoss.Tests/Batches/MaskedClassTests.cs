using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>A class masked by −∞ is a class that is not there: the loss of the others, and gradient 0.</summary>
public class MaskedClassTests
{
    private static readonly float infinity = float.PositiveInfinity;

    public static TheoryData<int> Others => [1, 2, 9, 300];

    [Theory]
    [MemberData(nameof(Others))]
    public void Softmax_losses_leave_out_masked_classes(int others)
    {
        foreach (Asked options in (Asked[])[new(), new(Square: 0.01), new(Cap: 5), new(Square: 0.01, Cap: 5)])
        {
            CheckLabel(new CrossEntropy(), others, options);
            CheckLabel(new CategoricalFocal(2), others, options);
            CheckLabel(new CategoricalFocal(0.5), others, options);
            CheckLabel(new PolyCrossEntropy(2), others, options);
            CheckLabel(new GeneralizedCrossEntropy(0.3), others, options);
            CheckLabel(new RankingSoftmax(), others, options);
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Losses_of_distances_leave_out_masked_classes(int others)
    {
        // An order of addition may differ by the length of the row: 8 roundings of sums below 4.
        Check(others, 4e-6, (x, y, gradient) => new Sparsemax().ValueAndGradient<Sparsemax, float>(
            x, x.Length, [y], gradient));
        if (others > 1)
            Check(others, 0, (x, y, gradient) => new CrammerSinger().ValueAndGradient<CrammerSinger, float>(
                x, x.Length, [y], gradient));
    }

    /// <summary>A soft cap and the factor of the square of the log-sum-exp.</summary>
    internal sealed record Asked(double Square = 0, double Cap = 0);

    private static void CheckLabel<TLoss>(TLoss loss, int others, Asked asked) where TLoss : struct, ILabelLoss
    {
        // As much as the sums of RowFunctions may round, and three times of it by a loss.
        Check(others, 4e-6, (x, y, gradient) => loss.ValueAndGradient<TLoss, float>(x, x.Length, [y], gradient,
            new() { LseSquareScale = asked.Square, Softcap = asked.Cap }));
        Check(others, 4e-6, (x, y, gradient) =>
        {
            float[] targets = new float[x.Length];
            targets[y] = 0.75f;
            targets[Array.FindLastIndex(x, number => !float.IsInfinity(number))] += 0.25f;
            return loss.ValueAndGradient<TLoss, float>(x, x.Length, targets, gradient,
                new() { LseSquareScale = asked.Square, Softcap = asked.Cap });
        });
    }

    /// <summary>Masks before, between and after the classes that are there.</summary>
    private static void Check(int others, double tolerance, Func<float[], int, float[], double> loss)
    {
        float[] there = [.. Enumerable.Range(0, others).Select(i => 3f - i * 37 % 11)];
        float[] row = [.. there.SelectMany(number => (float[])[-infinity, number]), -infinity, -infinity];
        float[] gradient = new float[row.Length], expected = new float[there.Length];
        int label = others / 2;
        double value = loss(row, 2 * label + 1, gradient), expectedValue = loss(there, label, expected);
        Assert.Equal(expectedValue, value, tolerance * Math.Max(1, expectedValue));
        for (int i = 0; i < row.Length; i++)
            Assert.Equal(float.IsInfinity(row[i]) ? 0 : expected[i / 2], gradient[i], tolerance);
    }
}

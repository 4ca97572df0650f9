using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Rows;

/// <summary>
/// The gradients of softmax, log-softmax and log-sum-exp keep their digits for p → 1 and p → 0, and infinite logits
/// give limits. The true numbers are those of data/softmax/confident.csv.
/// </summary>
public class RowGradientTests
{
    [Fact]
    public void Gradients_of_floats_keep_their_digits() => CheckAll<float>(1.1754943508222875e-38);

    [Fact]
    public void Gradients_of_doubles_keep_their_digits() => CheckAll<double>(2.2250738585072014e-308);

    /// <summary>
    /// With log p off by (E + 6)·u at the most, as the gaps are exact, and log p = −gap − log S rounded once, which is
    /// gap·u of p: (2·E + 16 + gap)·u.
    /// </summary>
    private static void CheckAll<T>(double leastNormal) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
        foreach (string line in File.ReadLines(RepositoryFiles.Data("softmax/confident.csv")).Skip(1))
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            (double gap, int classes, double rest, double other) = (cells[0], (int)cells[1], cells[3], cells[5]);
            int sum = classes <= InterleavedRows.MaxClasses<T>() ? Math.Max(classes / 8 + 3, classes % 8) + 2 : 72;
            double bound = (2 * sum + 16 + gap) * unit;
            T[] logits = [T.CreateTruncating(gap), .. new T[classes - 1]], y = new T[classes], d = new T[classes];
            void Near(double expected, T actual, string what)
                => Assert.True(
                    Math.Abs(double.CreateTruncating(actual) - expected) <= bound * Math.Abs(expected) + leastNormal,
                    $"{typeof(T).Name}, {line}: {what} is {actual} and should be {expected:R}");
            d[0] = -T.One;
            RowFunctions.LogSoftmax<T>(logits, classes, y);
            RowFunctions.LogSoftmaxGradient<T>(y, d, classes, y);
            Near(-rest, y[0], "log-softmax, largest");
            Near(other, y[^1], "log-softmax, another");
            RowFunctions.Softmax<T>(logits, classes, y);
            T p = y[0];
            RowFunctions.SoftmaxGradient<T>(y, d, classes, y);
            Near(-rest * double.CreateTruncating(p), y[0], "softmax, largest");
            Near(other * double.CreateTruncating(p), y[^1], "softmax, another");
            RowFunctions.LogSumExpGradient<T>(logits, [T.One], classes, y);
            Near(other, y[^1], "log-sum-exp, another");
        }
    }

    /// <summary>A tiny gradient of the others is not lost beside a large one of a class that is nearly sure.</summary>
    [Fact]
    public void The_others_count_beside_a_confident_class()
    {
        double[] y = [0, -40], d = [1, 1e-20], dx = new double[2];
        RowFunctions.LogSoftmax<double>([40, 0], 2, y);
        RowFunctions.LogSoftmaxGradient<double>(y, d, 2, dx);
        double rest = Math.Exp(-40);
        Assert.Equal(rest - 1e-20, dx[0], 1e-32);
        Assert.Equal(1e-20 - rest, dx[1], 1e-32);
    }

    /// <summary>Cross-entropy of a tape that is put together: log-softmax, then the negative log-likelihood.</summary>
    [Fact]
    public void Log_softmax_and_nll_on_a_tape_keep_the_digits_of_a_confident_row()
    {
        var tape = new Tape<float>();
        Var x = tape.Parameter(new Shape(1, 3));
        Var loss = tape.ClassLoss(new NegativeLogLikelihood(), tape.LogSoftmax(x), tape.Labels(1));
        tape.Values(x)[0] = 17;
        tape.ForwardBackward(loss);
        Assert.Equal(8.279875e-8, tape.Scalar(loss), 1e-14);
        Assert.Equal([-8.279875e-8, 4.1399374e-8, 4.1399374e-8], tape.Gradient(x).ToArray().Select(g => (double)g),
            (a, b) => Math.Abs(a - b) < 1e-14);
    }

    public static TheoryData<int> Lengths => [2, 10, 192, 193, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Infinite_logits_give_the_limit_of_log_sum_exp(int classes)
    {
        float infinity = float.PositiveInfinity;
        Check(infinity, x => x[1] = infinity);
        Check(infinity, x => (x[0], x[1]) = (infinity, infinity));
        Check(infinity, x => (x[0], x[1]) = (infinity, -infinity));
        Check(-infinity, x => Array.Fill(x, -infinity));
        Check(float.NaN, x => (x[0], x[1]) = (infinity, float.NaN));
        Check(float.NaN, x =>
        {
            Array.Fill(x, -infinity);
            x[0] = float.NaN;
        });
        void Check(float expected, Action<float[]> set)
        {
            float[] row = new float[classes], value = new float[1];
            set(row);
            RowFunctions.LogSumExp<float>(row, classes, value);
            Assert.Equal(expected, value[0]);
        }
    }

    /// <summary>With exp(x − log-sum-exp) each element was 1: log 2 is lost beside 1e30.</summary>
    [Fact]
    public void The_gradient_of_log_sum_exp_of_huge_logits_is_the_softmax()
    {
        float[] gradient = new float[2];
        RowFunctions.LogSumExpGradient<float>([1e30f, 1e30f], [3], 2, gradient);
        Assert.Equal([1.5f, 1.5f], gradient);
    }

    /// <summary>A number of the family is normal or 0, also where the machine could give less.</summary>
    [Fact]
    public void Gradients_below_the_least_normal_number_are_0()
    {
        foreach (int classes in (int[])[10, 1000])
            foreach (float gap in (float[])[86, 87.3f, 87.4f, 90, 103])
            {
                float[] logits = [gap, .. new float[classes - 1]], p = new float[classes];
                RowFunctions.Softmax<float>(logits, classes, p);
                Assert.Equal(gap < 87.33f ? Math.Exp(-gap) : 0, p[^1], 1e-44);
                RowFunctions.LogSumExpGradient<float>(logits, [0.25f], classes, p);
                Assert.Equal(0, p[^1]);
            }
    }
}

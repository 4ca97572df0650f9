using System.Globalization;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Rows in which one logit is above the others by a gap of 0 to 700: losses and gradients keep their digits for p → 1
/// and p → 0. The true numbers are those of data/softmax/confident.csv.
/// </summary>
/// <remarks>
/// With u the unit roundoff and D the roundings that a term meets in the sum of the others: x − m is exact here, an
/// exponential is off by 2u, so S − 1 by (D + 2)u, all relatively. log1p does not magnify that and adds 2u.
/// A slope divides by S, which is off by (D + 3)u, and rounds twice: (2·D + 7)u covers all four numbers. D is E in
/// <see cref="RowFunctions"/>.
/// </remarks>
public class ConfidentRowTests
{
    [Fact]
    public void A_row_of_three_classes_in_float()
    {
        float[] gradient = new float[3];
        double value = new CrossEntropy().ValueAndGradient<CrossEntropy, float>([17, 0, 0], 3, [0], gradient);
        Assert.Equal(8.279875e-8, value, 1e-14);
        Assert.Equal([-8.279875e-8, 4.1399374e-8, 4.1399374e-8], gradient.Select(g => (double)g),
            (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void A_row_of_two_classes_in_double()
        => Assert.Equal(4.248354255291589e-18, new CrossEntropy().Value<CrossEntropy, double>([40, 0], 2, [0]), 1e-32);

    // The largest class stands in any lane and round of any block; the others add up to a term that it would swallow.
    [Theory]
    [InlineData(70)]
    [InlineData(300)]
    [InlineData(4500)]
    public void Any_class_of_a_long_row_can_be_the_sure_one(int classes)
    {
        double[] logits = new double[classes], gradient = new double[classes];
        double other = Math.Exp(-40) / (1 + (classes - 1) * Math.Exp(-40));
        for (int sure = 0; sure < classes; sure += classes > 1000 ? 61 : 1)
        {
            logits[sure] = 40;
            new CrossEntropy().ValueAndGradient<CrossEntropy, double>(logits, classes, [sure], gradient);
            // Within a hundred roundings of the exponential and the sum.
            Assert.Equal(-(classes - 1) * other, gradient[sure], 1e-13 * classes * other);
            Assert.Equal(other, gradient[(sure + 1) % classes], 1e-13 * other);
            logits[sure] = 0;
        }
    }

    // The same through a soft cap, whose rows are read by chunks.
    [Theory]
    [InlineData(70)]
    [InlineData(300)]
    [InlineData(4500)]
    public void Any_class_of_a_long_capped_row_can_be_the_sure_one(int classes)
    {
        const double Cap = 50, Sure = 40;
        double top = Cap * Math.Tanh(Sure / Cap), bend = 1 - (Math.Tanh(Sure / Cap) * Math.Tanh(Sure / Cap));
        double[] logits = new double[classes], gradient = new double[classes];
        double other = Math.Exp(-top) / (1 + (classes - 1) * Math.Exp(-top));
        for (int sure = 0; sure < classes; sure += classes > 1000 ? 61 : 1)
        {
            logits[sure] = Sure;
            new CrossEntropy().ValueAndGradient<CrossEntropy, double>(logits, classes, [sure], gradient,
                new() { Softcap = Cap });
            // The rounding of the cap counts forty times in the exponential.
            Assert.Equal(-(classes - 1) * other * bend, gradient[sure], 1e-12 * classes * other);
            Assert.Equal(other, gradient[(sure + 1) % classes], 1e-12 * other);
            logits[sure] = 0;
        }
    }

    [Fact]
    public void Rows_of_every_gap_keep_their_digits_in_float() => Check<float>(1.1754943508222875e-38);

    [Fact]
    public void Rows_of_every_gap_keep_their_digits_in_double() => Check<double>(2.2250738585072014e-308);

    private static void Check<T>(double leastNormal) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
        foreach (string line in File.ReadLines(RepositoryFiles.Data("softmax/confident.csv")).Skip(1))
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            (int classes, double gap) = ((int)cells[1], cells[0]);
            bool isLong = classes > InterleavedRows.MaxClasses<T>();
            int roundings = isLong ? 72 : Math.Max(classes / 8 + 3, classes % 8) + 2;
            double bound = (2 * roundings + 7) * unit;
            Row<T> row = new(classes, gap, new(cells[2], cells[3], cells[4], cells[5]), bound, unit, leastNormal);
            row.CheckCrossEntropy();
            row.CheckLogSoftmax();
            row.CheckOtherLosses();
        }
    }

    /// <summary>−log p and 1 − p of the class with the largest logit, −log p and p of another.</summary>
    private sealed record Truth(double Loss, double Rest, double OtherLoss, double OtherProbability);

    private sealed class Row<T>(int classes, double gap, Truth truth, double bound, double unit,
        double leastNormal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly double bound = bound;
        private readonly T[] logits = [T.CreateTruncating(gap), .. new T[classes - 1]];
        private readonly T[] gradient = new T[classes];

        public void CheckCrossEntropy()
        {
            foreach (double cap in (double[])[0, 1e30])
            {
                // A cap so far away changes a logit by three roundings, and so its power by 3·gap of them.
                double bound = this.bound + (cap == 0 ? 0 : 6 * gap * unit);
                Near(truth.Loss, Value(new CrossEntropy(), 0, cap), bound, "value of the largest");
                Near(-truth.Rest, gradient[0], bound, "slope of the largest");
                Near(truth.OtherProbability, gradient[^1], bound, "slope of another");
                double sum = gradient.Sum(double.CreateTruncating);
                // All slopes but the first are alike: their common error is in the sum, and this sum rounds too.
                double most = (2 * bound + classes * 1.2e-16) * truth.Rest + classes * leastNormal;
                Assert.True(Math.Abs(sum) <= most, $"{this}: sum {sum}");
                Near(truth.OtherLoss, Value(new CrossEntropy(), 1, cap), bound, "value of another");
                Near(truth.OtherProbability - 1, gradient[1], bound, "slope of another label");
                // 1 − rest loses what the rounding of the stored rest is of it: 2⁻⁵⁴.
                double largest = 1 - truth.Rest, lost = 6e-17 / largest;
                Near(largest, gradient[0], bound + lost, "slope of the largest beside another label");
            }
        }

        public void CheckLogSoftmax()
        {
            RowFunctions.LogSoftmax<T>(logits, classes, gradient);
            Near(-truth.Loss, gradient[0], bound, "log-softmax of the largest");
            Near(-truth.OtherLoss, gradient[^1], bound, "log-softmax of another");
            T[] sum = new T[1];
            RowFunctions.LogSumExp<T>(logits, classes, sum);
            Near(gap + truth.Loss, sum[0], bound, "log-sum-exp");
        }

        /// <summary>
        /// The other losses are functions of log p with a condition of at most 3 at p near 1, and round a few times.
        /// </summary>
        public void CheckOtherLosses()
        {
            double more = 4 * bound;
            Near(truth.Rest * truth.Rest * truth.Loss, Value(new CategoricalFocal(2), 0, 0), more, "focal");
            Near(truth.Loss + 2 * truth.Rest, Value(new PolyCrossEntropy(2), 0, 0), more, "poly");
            double half = 2 * truth.Rest / (1 + Math.Exp(-truth.Loss / 2));
            Near(half, Value(new GeneralizedCrossEntropy(0.5), 0, 0), more, "generalized");
        }

        private T Value<TLoss>(TLoss loss, int label, double cap) where TLoss : struct, ILabelLoss
            => T.CreateTruncating(loss.ValueAndGradient<TLoss, T>(logits, classes, [label], gradient,
                new() { Softcap = cap }));

        private void Near(double expected, T actual, double relative, string what)
            => Assert.True(
                Math.Abs(double.CreateTruncating(actual) - expected) <= relative * Math.Abs(expected) + leastNormal,
                $"{this}: the {what} is {actual} and should be {expected:R}");

        public override string ToString() => $"{typeof(T).Name}, {classes} classes, gap {gap}";
    }
}

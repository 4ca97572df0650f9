using System.Globalization;
using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// Every loss of the softmax family keeps the digits of its value and of every element of its gradient, for p → 1 and
/// p → 0. The true numbers, and the sums of absolute terms to which an error is relative, are those of
/// data/softmax/family.csv.
/// </summary>
/// <remarks>
/// <see cref="RowFunctions"/> gives the errors of log p, p and 1 − p: (G + E + 7)·u with the gap's own part g·u, which
/// is 0 here because x − m is exact. A loss of the label adds at most 9 roundings of weights, products and the divisor,
/// so (2·E + 16)·u covers the linear ones. The others are functions of log p with a condition of at most 3 (the focal
/// loss: 1 − p squared, times log p). A cap of 30 changes a logit by 4 roundings, an exponential by 120 of them, and
/// multiplies a slope by two sigmoids.
/// </remarks>
public class SoftmaxFamilyTests
{
    private const double Smoothing = 0.125, LseSquareScale = 0.0009765625, Cap = 30, Soft = 0.0009765625;

    [Fact]
    public void Floats_keep_their_digits() => CheckAll<float>(1.1754943508222875e-38);

    [Fact]
    public void Doubles_keep_their_digits() => CheckAll<double>(2.2250738585072014e-308);

    private static void CheckAll<T>(double leastNormal) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] lines = [.. File.ReadLines(RepositoryFiles.Data("softmax/family.csv")).Skip(1)];
        Assert.True(lines.Length > 1000);
        string[] wrong = [.. lines.SelectMany(line => new Row<T>(line, leastNormal).Wrong())];
        Assert.True(wrong.Length == 0, $"{wrong.Length} wrong, among them\n{string.Join('\n', wrong.Take(20))}");
    }

    private sealed class Row<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly string line;
        private readonly double leastNormal;
        private readonly string loss;
        private readonly int classes;
        private readonly int label;
        private readonly double[] truth;
        private readonly T[] logits;
        private readonly T[] gradient;

        public Row(string line, double leastNormal)
        {
            string[] cells = line.Split(',');
            (this.line, this.leastNormal, loss) = (line, leastNormal, cells[0]);
            double[] numbers = [.. cells.Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            (classes, label, truth) = ((int)numbers[1], (int)numbers[2], numbers[3..]);
            logits = [T.CreateTruncating(numbers[0]), .. new T[classes - 1]];
            gradient = new T[classes];
        }

        public IEnumerable<string> Wrong()
        {
            double value = Run();
            double unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
            int sum = classes <= InterleavedRows.MaxClasses<T>() ? Math.Max(classes / 8 + 3, classes % 8) + 2 : 72;
            bool isLinear = loss is "cross-entropy" or "smoothing" or "soft" or "z-loss";
            double bound = (2 * sum + 16) * unit * (isLinear ? 1 : 3);
            bound += loss == "softcap" ? 240 * unit : 0;
            (string, double, double, double)[] found =
            [
                ("value", value, truth[0], truth[0]),
                ("slope of the first", double.CreateTruncating(gradient[0]), truth[1], truth[2]),
                ("slope of the second", double.CreateTruncating(gradient[1]), truth[3], truth[4]),
                ("slope of the last", double.CreateTruncating(gradient[^1]), truth[5], truth[6]),
            ];
            foreach ((string what, double actual, double expected, double size) in found)
                if (!(Math.Abs(actual - expected) <= bound * Math.Abs(size) + leastNormal))
                    yield return $"{typeof(T).Name} {line}: the {what} is {actual:R} and should be {expected:R}, "
                        + $"off by {(actual - expected) / (size * unit):F1} u";
            // What the classes contribute cancels, but for the z-loss and the soft cap. This sum rounds too.
            double all = gradient.Sum(double.CreateTruncating);
            double most = (bound + classes * 1.2e-16) * (truth[2] + truth[4] + (classes - 2) * truth[6]);
            if (loss is not ("z-loss" or "softcap") && !(Math.Abs(all) <= most + classes * leastNormal))
                yield return $"{typeof(T).Name} {line}: the gradient adds up to {all}";
        }

        private double Run() => loss switch
        {
            "categorical-focal" => Run(new CategoricalFocal(2)),
            "soft focal" => Run(new CategoricalFocal(2)),
            "poly-cross-entropy" => Run(new PolyCrossEntropy(2)),
            "generalized-cross-entropy" => Run(new GeneralizedCrossEntropy(0.5)),
            _ => Run(new CrossEntropy()),
        };

        private double Run<TLoss>(TLoss formula) where TLoss : struct, ILabelLoss
        {
            ClassOptions<T> options = new()
            {
                LabelSmoothing = loss == "smoothing" ? Smoothing : 0,
                LseSquareScale = loss == "z-loss" ? LseSquareScale : 0,
                Softcap = loss == "softcap" ? Cap : 0,
            };
            if (label >= 0)
                return formula.ValueAndGradient<TLoss, T>(logits, classes, [label], gradient, options);
            T[] targets = [.. Enumerable.Repeat(T.CreateTruncating(Soft / (classes - 1)), classes)];
            targets[0] = T.CreateTruncating(1 - Soft);
            return formula.ValueAndGradient<TLoss, T>(logits, classes, targets, gradient, options);
        }
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>Laws of a batch of a point loss: what is refused, allocated and reduced.</summary>
public class PointBatchLawTests
{
    private const int Most = 4 * 64 + 1;

    public static TheoryData<string> Settings => [.. LossExamples.All.Select(row => row.Setting).Distinct()];

    [Theory, MemberData(nameof(Settings))]
    public void Lengths_that_differ_are_refused_by_name_before_anything_is_written(string setting)
        => new LengthsChecked().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Nothing_is_allocated(string setting) => new NoBytes().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Reductions_weights_and_masks_agree_with_the_values_one_by_one(string setting)
        => new Reductions().Hold(setting);

    private sealed class LengthsChecked : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(5), t = Targets<T>(4), full = Targets<T>(5),
                gradient = [T.One, T.One, T.One, T.One, T.One];
            Refused("targets", () => loss.Mean<TLoss, T>(p, t));
            Refused("targets", () => loss.MeanAndGradient<TLoss, T>(p, t, gradient));
            Refused("gradient", () => loss.MeanAndGradient<TLoss, T>(p, full, gradient.AsSpan(0, 4)));
            Refused("Weights", () => loss.ValueAndGradient<TLoss, T>(p, full, gradient, new() { Weights = t }));
            T[] negative = [T.One, T.One, -T.One, T.One, T.One];
            Refused("Weights", () => loss.ValueAndGradient<TLoss, T>(p, full, gradient, new() { Weights = negative }));
            Refused("Mask", () => loss.ValueAndGradient<TLoss, T>(p, full, gradient, new() { Mask = new[] { true } }));
            Refused("targets", () => loss.Curvature<TLoss, T>(p, t, gradient));
            Refused("targets", () => loss.TargetGradient<TLoss, T>(p, t, gradient));
            Assert.All(gradient, element => Assert.Equal(T.One, element));
        }

        private static void Refused(string name, Action door)
        {
            ArgumentException thrown = Assert.ThrowsAny<ArgumentException>(door);
            Assert.Equal(name, thrown.ParamName);
        }
    }

    private sealed class NoBytes : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(Most), t = Targets<T>(Most), w = Sample<T>(Domain.Positive, Most, 3),
                output = new T[Most];
            bool[] mask = [.. w.Select(weight => weight > T.One)];
            Allocations.None(() => Work(loss, p, t, w, mask, output));
        }

        private static void Work<TLoss, T>(TLoss loss, T[] p, T[] t, T[] w, bool[] mask, T[] output)
            where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            loss.Value<TLoss, T>(p, t, new() { Reduction = Reduction.MeanOverWeights, Weights = w, Mask = mask });
            loss.ValueAndGradient<TLoss, T>(p, t, output);
            loss.Gradient<TLoss, T>(p, t, output, new() { Weights = w });
            loss.Values<TLoss, T>(p, t, output);
            loss.Curvature<TLoss, T>(p, t, output);
        }
    }

    private sealed class Reductions : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            const int n = 131;
            T[] p = Predictions<T>(n), t = Targets<T>(n), w = Sample<T>(Domain.NonNegative, n, 3), values = new T[n],
                slopes = new T[n];
            bool[] mask = [.. w.Select(weight => weight > T.One)];
            loss.Values<TLoss, T>(p, t, values);
            loss.Gradient<TLoss, T>(p, t, slopes, Reduction.Sum);
            double[] v = [.. values.Select(double.CreateTruncating)], s = [.. slopes.Select(double.CreateTruncating)],
                ws = [.. w.Select(double.CreateTruncating)];
            double[] kept = [.. mask.Select(m => m ? 1.0 : 0.0)];
            // Three roundings an element beyond the value itself, and those of the ordered sum: (64 + 6 + 3) units of
            // the sum of sizes.
            double unit = 73 * double.CreateTruncating(T.BitIncrement(T.One) - T.One);
            Agrees<TLoss, T>(loss, p, t, [], [], v, s, Enumerable.Repeat(1.0, n), n, n, unit);
            Agrees<TLoss, T>(loss, p, t, w, [], v, s, ws, n, ws.Sum(), unit);
            Agrees<TLoss, T>(loss, p, t, [], mask, v, s, kept, kept.Sum(), kept.Sum(), unit);
            Agrees<TLoss, T>(loss, p, t, w, mask, v, s, ws.Zip(kept, (a, b) => a * b), kept.Sum(),
                ws.Zip(kept, (a, b) => a * b).Sum(), unit);
        }

        private static void Agrees<TLoss, T>(
            TLoss loss, T[] p, T[] t, T[] w, bool[] mask, double[] v, double[] s, IEnumerable<double> factors,
            double count, double weight, double unit)
            where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double[] factor = [.. factors];
            double sum = v.Zip(factor, (a, b) => a * b).Sum(), size = v.Zip(factor, (a, b) => Math.Abs(a * b)).Sum();
            foreach ((Reduction reduction, double divisor) in new[]
                { (Reduction.Sum, 1), (Reduction.Mean, count), (Reduction.MeanOverWeights, weight),
                (Reduction.MeanBy(7), 7) })
            {
                T[] gradient = new T[p.Length];
                BatchOptions<T> options = new() { Reduction = reduction, Weights = w, Mask = mask };
                double value = loss.ValueAndGradient<TLoss, T>(p, t, gradient, options);
                Assert.Equal(value, loss.Value<TLoss, T>(p, t, options));
                Assert.True(Math.Abs(value - sum / divisor) <= unit * size / divisor,
                    $"{reduction}: {value} is not {sum / divisor}");
                for (int i = 0; i < gradient.Length; i++)
                {
                    double expected = s[i] * factor[i] / divisor;
                    Assert.True(Math.Abs(double.CreateTruncating(gradient[i]) - expected) <= unit * Math.Abs(expected),
                        $"{reduction}: gradient[{i}] is {gradient[i]}, not {expected}");
                }
            }
        }
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Losses;

public class PointLawTests
{
    private const int Most = 4 * 64 + 1;

    public static TheoryData<string> Settings => [.. LossExamples.All.Select(row => row.Setting).Distinct()];

    [Theory, MemberData(nameof(Settings))]
    public void Every_width_gives_the_same_bits_at_every_length(string setting) => new SameBits().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Weights_and_masks_give_the_same_bits_on_every_width(string setting)
        => new SameBitsWeighted().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Value_and_slope_at_once_are_the_bits_of_each(string setting) => new Both().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void A_masked_element_counts_for_nothing_not_even_as_a_NaN(string setting) => new MaskedOut().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void A_misaligned_batch_and_one_written_in_place_give_the_same_bits(string setting)
        => new Anywhere().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void A_NaN_shows_in_its_own_element_and_in_the_sum_and_nowhere_else(string setting)
        => new NaNShows().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Lengths_that_differ_are_refused_by_name_before_anything_is_written(string setting)
        => new LengthsChecked().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Nothing_is_allocated(string setting) => new NoBytes().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Reductions_weights_and_masks_agree_with_the_values_one_by_one(string setting)
        => new Reductions().Hold(setting);

    private sealed class SameBits : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(Most), t = Targets<T>(Most);
            T[] values = new T[Most], slopes = new T[Most], otherValues = new T[Most], otherSlopes = new T[Most];
            for (int n = 0; n <= Most; n++)
            {
                double one = Run<TLoss, T, Lane1<T>>(loss, p.AsSpan(0, n), t.AsSpan(0, n), values, slopes);
                double many = Run<TLoss, T, LanesN<T>>(loss, p.AsSpan(0, n), t.AsSpan(0, n), otherValues, otherSlopes);
                Assert.Equal(one, many);
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
                // Where registers of 512 bits run in software, every length would take seconds: those around a boundary
                // do.
                if (!Vector512.IsHardwareAccelerated && n % 16 > 1 && n % 16 < 15)
                    continue;
                many = Run<TLoss, T, Lanes512<T>>(loss, p.AsSpan(0, n), t.AsSpan(0, n), otherValues, otherSlopes);
                Assert.Equal(one, many);
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
                many = Run<TLoss, T, Lanes1024<T>>(loss, p.AsSpan(0, n), t.AsSpan(0, n), otherValues, otherSlopes);
                Assert.Equal(one, many);
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
            }
        }
    }

    private sealed class SameBitsWeighted : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            const int n = 64 * 64 + 67;
            T[] p = Predictions<T>(n), t = Targets<T>(n), w = Sample<T>(Domain.NonNegative, n, 3);
            bool[] mask = [.. w.Select(weight => weight > T.One)];
            T[] values = new T[n], slopes = new T[n], otherValues = new T[n], otherSlopes = new T[n];
            foreach (bool[] kept in new[] { [], mask })
            {
                double one = Run<TLoss, T, Lane1<T>>(loss, p, t, values, slopes, w, kept);
                Assert.Equal(one, Run<TLoss, T, LanesN<T>>(loss, p, t, otherValues, otherSlopes, w, kept));
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
                Assert.Equal(one, Run<TLoss, T, Lanes512<T>>(loss, p, t, otherValues, otherSlopes, w, kept));
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
                Assert.Equal(one, Run<TLoss, T, Lanes1024<T>>(loss, p, t, otherValues, otherSlopes, w, kept));
                Assert.Equal(values, otherValues);
                Assert.Equal(slopes, otherSlopes);
            }
        }
    }

    private sealed class Both : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T most = T.BitDecrement(T.PositiveInfinity);
            T[] ends = [T.Zero, -T.Zero, T.One, -T.One, T.BitIncrement(T.Zero), most, -most, T.NaN,
                T.PositiveInfinity, T.NegativeInfinity];
            T[] p = [.. Predictions<T>(Most), .. ends], t = [.. Targets<T>(Most), .. ends];
            foreach (T prediction in p)
            {
                foreach (T target in t)
                {
                    Lane1<T> x = new(prediction), y = new(target);
                    Dual<Lane1<T>> both = TLoss.ValueAndSlope(loss, x, y);
                    Assert.Equal(loss.Value(x, y).Number, both.Value.Number);
                    Assert.Equal(loss.Slope(x, y).Number, both.Slope.Number);
                }
            }
        }
    }

    private sealed class MaskedOut : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(Most), t = Targets<T>(Most), values = new T[Most], slopes = new T[Most];
            Random random = new(4);
            for (int n = 1; n <= Most; n += 1 + n / 8)
            {
                bool[] mask = [.. Enumerable.Range(0, n).Select(_ => random.Next(3) > 0)];
                T[] keptP = [.. p.Take(n)], keptT = [.. t.Take(n)];
                Span<T> gradient = slopes.AsSpan(0, n);
                BatchOptions<T> options = new() { Reduction = Reduction.Sum, Mask = mask };
                double clean = loss.ValueAndGradient<TLoss, T>(keptP, keptT, gradient, options);
                T[] cleanSlopes = slopes[..n];
                for (int i = 0; i < n; i++)
                    (keptP[i], keptT[i]) = mask[i] ? (keptP[i], keptT[i]) : (T.NaN, T.NegativeInfinity);
                double again = loss.ValueAndGradient<TLoss, T>(keptP, keptT, gradient, options);
                Assert.Equal(clean, again);
                loss.Values<TLoss, T>(keptP, keptT, values.AsSpan(0, n), options);
                Assert.Equal(cleanSlopes, slopes[..n]);
                for (int i = 0; i < n; i++)
                    Assert.True(mask[i] || (values[i] == T.Zero && slopes[i] == T.Zero));
            }
        }
    }

    private sealed class Anywhere : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(Most), t = Targets<T>(Most), expected = new T[Most];
            double value = loss.MeanAndGradient<TLoss, T>(p, t, expected);
            for (int shift = 1; shift < 4; shift++)
            {
                T[] movedP = [.. new T[shift], .. p], movedT = [.. new T[4 - shift], .. t];
                Span<T> place = movedP.AsSpan(shift);
                Assert.Equal(value, loss.MeanAndGradient(place, movedT.AsSpan(4 - shift), place));
                Assert.Equal(expected, place.ToArray());
            }
        }
    }

    private sealed class NaNShows : PointLaw
    {
        protected override void Check<TLoss, T>(TLoss loss)
        {
            const int n = 67;
            T[] p = Predictions<T>(n), t = Targets<T>(n), values = new T[n], slopes = new T[n], clean = new T[n],
                cleanSlopes = new T[n];
            Run<TLoss, T, LanesN<T>>(loss, p, t, clean, cleanSlopes);
            for (int i = 0; i < 2 * n; i++)
            {
                T[] poisoned = i < n ? p : t;
                T kept = poisoned[i % n];
                poisoned[i % n] = T.NaN;
                Assert.True(double.IsNaN(Run<TLoss, T, LanesN<T>>(loss, p, t, values, slopes)));
                Assert.True(T.IsNaN(values[i % n]) && T.IsNaN(slopes[i % n]),
                    $"NaN {(i < n ? "prediction" : "target")} gave value {values[i % n]}, slope {slopes[i % n]}");
                poisoned[i % n] = kept;
                (values[i % n], slopes[i % n]) = (clean[i % n], cleanSlopes[i % n]);
                Assert.Equal(clean, values);
                Assert.Equal(cleanSlopes, slopes);
            }
        }
    }

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
                Assert.True(Math.Abs(value - sum / divisor) <= unit * size / divisor, $"{reduction}: {value} is not {sum / divisor}");
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

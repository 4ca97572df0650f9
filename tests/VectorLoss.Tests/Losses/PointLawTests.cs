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
}

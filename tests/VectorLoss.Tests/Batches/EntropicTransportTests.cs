using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>What a divergence of entropic transports is, beyond the laws of all losses.</summary>
public class EntropicTransportTests
{
    private static readonly double[] X = [0.5, -2, 3.25, 1, -0.75], Y = [4, -1.5, 0.125, -3, 2];

    public static TheoryData<double, int> Options
        => [.. new[] { 0.05, 1, 100 }.SelectMany(epsilon => new[] { (epsilon, 1), (epsilon, 2) })];

    [Theory, MemberData(nameof(Options))]
    public void Samples_that_are_equal_in_some_order_are_at_zero(double epsilon, int p)
    {
        (double value, double[] slopes, double[] others) = Run(new(epsilon, p), X, [1, 0.5, -0.75, 3.25, -2]);
        double allowed = 1e-12 * (1 + epsilon);
        Assert.Equal(0, value, allowed);
        Assert.All(slopes.Concat(others), slope => Assert.Equal(0, slope, allowed));
    }

    [Theory, MemberData(nameof(Options))]
    public void It_is_symmetric_positive_and_knows_no_order(double epsilon, int p)
    {
        var there = Run(new(epsilon, p), X, Y);
        var back = Run(new(epsilon, p), Y, X);
        var turned = Run(new(epsilon, p), [.. X.Reverse()], Y);
        Assert.True(there.Value > 1e-3);
        Near([there.Value, there.Value], [back.Value, turned.Value]);
        Near([.. there.Slopes, .. there.Others], [.. back.Others, .. back.Slopes]);
        Near([.. there.Slopes, .. there.Others], [.. turned.Slopes.Reverse(), .. turned.Others]);
        // What one sample moves by, the other may move by instead.
        Assert.Equal(0, there.Slopes.Sum() + there.Others.Sum(), 1e-12);
    }

    [Fact]
    public void A_translation_by_c_costs_its_square_at_every_epsilon()
    {
        foreach (double epsilon in (double[])[0.1, 1, 1e3])
        {
            (double value, double[] slopes, _) = Run(new(epsilon), [.. X.Select(x => x + 0.5)], X);
            Assert.Equal(0.25, value, 1e-12 * (1 + epsilon));
            Assert.All(slopes, slope => Assert.Equal(0.2, slope, 1e-11 * (1 + epsilon)));
        }
    }

    [Theory, InlineData(1), InlineData(2)]
    public void It_lies_between_transport_and_the_energy_distance(int p)
    {
        RowInputs<double> rows = new() { First = X, Second = Y, Columns = 5 };
        Assert.Equal(new WassersteinDistance(p).Value(rows), new SinkhornDivergence(1e-3, p).Value(rows), 1e-3);
        double Mean(double[] a, double[] b)
            => a.SelectMany(x => b.Select(y => Math.Pow(Math.Abs(x - y), p))).Average();
        double energy = Mean(X, Y) - (Mean(X, X) + Mean(Y, Y)) / 2;
        Assert.Equal(energy, new SinkhornDivergence(1e6, p).Value(rows), 1e-3);
    }

    [Fact]
    public void Costs_of_ten_thousand_epsilon_meet_within_the_usual_iterations()
    {
        double[] x = [.. X.Select(one => one * 16)], y = [.. Y.Select(one => one * 16)];
        var usual = Run(new(1), x, y);
        var longer = Run(new(1, 2, 100_000), x, y);
        Near([longer.Value, .. longer.Slopes], [usual.Value, .. usual.Slopes]);
        Near([usual.Value], [new WassersteinDistance(2).Value(
            new RowInputs<double> { First = x, Second = y, Columns = 5 })], 1e-2);
        Assert.NotEqual(usual.Value, Run(new(1, 2, 3), x, y).Value);
    }

    [Fact]
    public void Lengths_are_those_of_samples_of_other_sizes()
    {
        double[] x = [.. X], slopes = new double[5], others = new double[5];
        (x[3], x[4]) = (double.NaN, double.PositiveInfinity);
        RowInputs<double> rows = new() { First = x, Second = Y, FirstLengths = [3], Columns = 5 };
        double value = new SinkhornDivergence(1).ValueAndGradient(rows, new() { First = slopes, Second = others });
        Assert.True(double.IsFinite(value));
        Assert.All(slopes[..3].Concat(others), slope => Assert.NotEqual(0, slope));
        Assert.Equal([0, 0], slopes[3..]);
        // A sample that is repeated is the same one.
        RowInputs<double> twice = new()
        {
            First = [.. x[..3], .. x[..3], 0, 0, 0, 0],
            Second = [.. Y, .. Y],
            FirstLengths = [6],
            Columns = 10,
        };
        Assert.Equal(value, new SinkhornDivergence(1).Value(twice), 1e-13);
    }

    /// <summary>Samples of at most 256 numbers keep the exponentials of their costs, unless these are large.</summary>
    [Theory]
    [InlineData(1, 1), InlineData(1, 2), InlineData(0.4, 2), InlineData(0.2, 2), InlineData(20, 1)]
    public void Factors_that_are_kept_give_what_powers_give(double epsilon, int p)
    {
        double[] x = [.. Enumerable.Range(0, 150).Select(i => 4 * Math.Sin(i * i))],
            y = [.. Enumerable.Range(0, 150).Select(i => 4 * Math.Cos(3 * i) + 1)];
        var kept = Run(new(epsilon, p), x, y);
        var powers = Run(new(epsilon, p), [.. x, .. x], [.. y, .. y]);
        Near([kept.Value], [powers.Value], 1e-11);
        double[] halves = [.. powers.Slopes[..150], .. powers.Others[..150]];
        Near([.. kept.Slopes, .. kept.Others], [.. halves.Select(half => 2 * half)]);
    }

    [Fact]
    public void A_sample_with_NaN_has_only_NaN()
    {
        (double value, double[] slopes, double[] others) = Run(new(1), [1, 2, 3], [0, double.NaN, 1]);
        Assert.Equal(double.NaN, value);
        Assert.All(slopes.Concat(others), slope => Assert.Equal(double.NaN, slope));
    }

    [Theory, MemberData(nameof(Options))]
    public void A_product_with_the_Hessian_is_that_of_differences(double epsilon, int p)
    {
        foreach (double scale in (double[])[0.2, 1, 4])
            foreach ((int n, int m) in ((int, int)[])[(5, 5), (5, 2), (2, 5), (3, 1)])
            {
                double[] way = [0.5, -1, 0.25, 1, 0.75], other = [-0.5, 1, 1, 0.125, -0.25];
                (double[] first, double[] second) = Moved(new(epsilon, p), Times(X, scale), Times(Y, scale), n, m,
                    way, other);
                double h = 1e-3 * Math.Min(1, epsilon), size = first.Concat(second).Max(Math.Abs);
                (double[] up, double[] otherUp) = Slopes(h);
                (double[] down, double[] otherDown) = Slopes(-h);
                (double[] farUp, double[] otherFarUp) = Slopes(2 * h);
                (double[] farDown, double[] otherFarDown) = Slopes(-2 * h);
                // Slopes follow potentials that meet to 2⁻⁴⁶ of the largest cost.
                double allowed = 1e-5 * size + 1e-11 * scale * scale / epsilon / h;
                for (int i = 0; i < 5; i++)
                {
                    Assert.Equal((8 * (up[i] - down[i]) - (farUp[i] - farDown[i])) / (12 * h), first[i], allowed);
                    Assert.Equal((8 * (otherUp[i] - otherDown[i]) - (otherFarUp[i] - otherFarDown[i])) / (12 * h),
                        second[i], allowed);
                }

                (double[], double[]) Slopes(double by)
                {
                    double[] slopes = new double[5], others = new double[5];
                    new SinkhornDivergence(epsilon, p, 20_000).ValueAndGradient(Rows(
                        [.. Times(X, scale).Zip(way, (x, d) => x + by * d)],
                        [.. Times(Y, scale).Zip(other, (y, d) => y + by * d)], n, m),
                        new() { First = slopes, Second = others });
                    return (slopes, others);
                }
            }
    }

    [Theory, InlineData(30), InlineData(300), InlineData(1e4), InlineData(1e7), InlineData(1e10)]
    public void Far_apart_a_product_is_that_of_the_transport_in_order(double scale)
    {
        double[] way = [0.5, -1, 0.25, 1, 0.75], other = [-0.5, 1, 1, 0.125, -0.25], first = new double[5],
            second = new double[5];
        (double[] found, double[] others) = Moved(new(1), Times(X, scale), Times(Y, scale), 5, 5, way, other);
        new WassersteinDistance(2).HessianProduct(
            new RowInputs<double> { First = Times(X, scale), Second = Times(Y, scale), Columns = 5 },
            new() { First = way, Second = other, Columns = 5 }, new() { First = first, Second = second });
        Near([.. first, .. second], [.. found, .. others], 1e-6);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_pair_alone_has_its_slope_at_every_scale(int p)
    {
        foreach (double scale in (double[])[1, 1e4, 1e8, 1e10, 1e20, 1e100])
        {
            var found = Run(new(1, p), [3 * scale], [-2 * scale]);
            Assert.Equal(p == 2 ? 10 * scale : 1, found.Slopes[0], 1e-9 * scale);
            Assert.Equal(p == 2 ? -10 * scale : -1, found.Others[0], 1e-9 * scale);
            (double[] first, double[] second) = Moved(new(1, p), [3 * scale], [-2 * scale], 1, 1, [1], [0.5]);
            Assert.Equal([p == 2 ? 1 : 0, p == 2 ? -1 : 0], [first[0], second[0]]);
        }
    }

    private static double[] Times(double[] x, double scale) => [.. x.Select(one => one * scale)];

    private static RowInputs<double> Rows(double[] x, double[] y, int n, int m) => new()
    {
        First = x,
        Second = y,
        FirstLengths = (double[])[n],
        SecondLengths = (double[])[m],
        Columns = x.Length,
    };

    private static (double[] First, double[] Second) Moved(
        SinkhornDivergence loss, double[] x, double[] y, int n, int m, double[] way, double[] other)
    {
        double[] first = new double[x.Length], second = new double[x.Length];
        loss.HessianProduct(Rows(x, y, n, m), new() { First = way, Second = other, Columns = x.Length },
            new() { First = first, Second = second });
        return (first, second);
    }

    private static void Near(double[] expected, double[] got, double share = 1e-9)
    {
        double size = expected.Max(Math.Abs);
        Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, share * size));
    }

    private static (double Value, double[] Slopes, double[] Others) Run(
        SinkhornDivergence loss, double[] x, double[] y)
    {
        double[] slopes = new double[x.Length], others = new double[x.Length];
        double value = loss.ValueAndGradient(new RowInputs<double> { First = x, Second = y, Columns = x.Length },
            new() { First = slopes, Second = others });
        return (value, slopes, others);
    }
}

using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>What a transport between samples on a line is, beyond the laws of all losses.</summary>
public class TransportTests
{
    private static readonly double[] X = [0.5, -2, 3.25, 1, -0.75], Y = [4, -1.5, 0.125, -3, 2];

    public static TheoryData<double, bool> Options
        => [.. new[] { 1, 1.5, 2, 3 }.SelectMany(p => new[] { (p, false), (p, true) })];

    [Theory, MemberData(nameof(Options))]
    public void Samples_that_are_equal_in_some_order_are_at_zero(double p, bool root)
    {
        (double value, double[] slopes, double[] others) = Run(new(p, root), X, [1, 0.5, -0.75, 3.25, -2]);
        Assert.Equal(0, value);
        Assert.All(slopes.Concat(others), slope => Assert.Equal(0, slope));
    }

    [Theory, MemberData(nameof(Options))]
    public void A_translation_by_c_costs_its_power(double p, bool root)
    {
        const double C = -0.25;
        (double value, double[] slopes, double[] others) = Run(new(p, root), [.. X.Select(x => x + C)], X);
        Assert.Equal(root ? -C : Math.Pow(-C, p), value, 1e-15);
        double slope = root ? -1 : -p * Math.Pow(-C, p - 1);
        Assert.All(slopes, one => Assert.Equal(slope / 5, one, 1e-15));
        Assert.All(others, one => Assert.Equal(-slope / 5, one, 1e-15));
    }

    [Theory, MemberData(nameof(Options))]
    public void It_is_symmetric_and_knows_no_order(double p, bool root)
    {
        var there = Run(new(p, root), X, Y);
        var back = Run(new(p, root), Y, X);
        var turned = Run(new(p, root), [.. X.Reverse()], Y);
        Assert.Equal([there.Value, there.Value], [back.Value, turned.Value]);
        Assert.Equal([.. there.Slopes, .. there.Others], [.. back.Others, .. back.Slopes]);
        Assert.Equal([.. there.Slopes, .. there.Others], [.. turned.Slopes.Reverse(), .. turned.Others]);
    }

    [Theory, MemberData(nameof(Options))]
    public void No_other_pairing_costs_less(double p, bool root)
    {
        double least = Pairings([.. Y]).Min(y => X.Zip(y, (a, b) => Math.Pow(Math.Abs(a - b), p)).Average());
        Assert.Equal(root ? Math.Pow(least, 1 / p) : least, Run(new(p, root), X, Y).Value, 1e-14);
    }

    [Fact]
    public void Equal_numbers_have_even_parts()
    {
        (double value, double[] slopes, double[] others) = Run(new(2), [0, 7, 0], [1, 3, 7]);
        Assert.Equal(10.0 / 3, value, 1e-15);
        Assert.Equal([-4.0 / 3, 0, -4.0 / 3], slopes);
        Assert.Equal([2.0 / 3, 2, 0], others);
    }

    [Fact]
    public void The_root_of_powers_that_no_double_holds_is_right()
    {
        (double value, double[] slopes, _) = Run(new(3, root: true), [1e200, 0], [0, -1e200]);
        Assert.Equal(1e200, value, 1e185);
        Assert.Equal([0.5, 0.5], slopes);
        (value, slopes, _) = Run(new(2, root: true), [double.PositiveInfinity, 1], [0, 0]);
        Assert.Equal(double.PositiveInfinity, value);
        Assert.Equal(Math.Sqrt(0.5), slopes[0], 1e-15);
        Assert.Equal(0, slopes[1]);
    }

    [Fact]
    public void A_sample_with_NaN_has_only_NaN()
    {
        (double value, double[] slopes, double[] others) = Run(new(2), [1, 2, 3], [0, double.NaN, 1]);
        Assert.Equal(double.NaN, value);
        Assert.All(slopes.Concat(others), slope => Assert.Equal(double.NaN, slope));
    }

    private static (double Value, double[] Slopes, double[] Others) Run(
        WassersteinDistance loss, double[] x, double[] y)
    {
        double[] slopes = new double[x.Length], others = new double[x.Length];
        double value = loss.ValueAndGradient(new RowInputs<double> { First = x, Second = y, Columns = x.Length },
            new() { First = slopes, Second = others });
        return (value, slopes, others);
    }

    private static IEnumerable<double[]> Pairings(double[] y) => y.Length < 2 ? [y]
        : y.SelectMany((first, i) => Pairings([.. y[..i], .. y[(i + 1)..]]).Select(rest => (double[])[first, .. rest]));
}

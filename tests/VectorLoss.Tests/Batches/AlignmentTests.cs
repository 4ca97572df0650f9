using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>What alignments of sequences are, beyond the laws of all losses.</summary>
public class AlignmentTests
{
    private static readonly double[] X = [0, 1, 3, 3, 9, 9], Y = [0, 0, 1, 3, 9, 9];

    [Fact]
    public void Without_softness_a_slower_sequence_is_the_same()
    {
        // 0 1 3 3 and 0 0 1 3: each step has one that is equal.
        RowInputs<double> rows = new()
        {
            First = X,
            Second = Y,
            FirstLengths = [4],
            SecondLengths = [4],
            Columns = 6,
        };
        double[] gradient = new double[6];
        Assert.Equal(0, new SoftDynamicTimeWarping(0).ValueAndGradient(rows, new() { First = gradient }));
        Assert.All(gradient, slope => Assert.Equal(0, slope));
        // Softer, every other alignment adds.
        Assert.True(new SoftDynamicTimeWarping(1).Value(rows) < 0);
    }

    [Fact]
    public void A_divergence_is_zero_with_itself_and_never_below()
    {
        foreach (double gamma in (double[])[0.01, 1, 100])
        {
            SoftDynamicTimeWarping loss = new(gamma, features: 2, normalize: true);
            double[] gradient = new double[6];
            Assert.Equal(0, loss.ValueAndGradient(new RowInputs<double> { First = X, Second = X, Columns = 6 },
                new() { First = gradient }), 1e-12 * (1 + gamma));
            Assert.All(gradient, slope => Assert.Equal(0, slope, 1e-12));
            Assert.True(loss.Value(new RowInputs<double> { First = X, Second = Y, Columns = 6 }) > 0);
        }
    }

    [Fact]
    public void What_lies_beyond_a_length_is_not_read_and_has_no_slope()
    {
        double[] x = [.. X], slopes = new double[6], others = new double[6];
        (x[4], x[5]) = (double.NaN, double.PositiveInfinity);
        RowInputs<double> rows = new() { First = x, Second = Y, FirstLengths = [4], Columns = 6 };
        Assert.True(double.IsFinite(
            new SoftDynamicTimeWarping(1).ValueAndGradient(rows, new() { First = slopes, Second = others })));
        Assert.All(slopes.Concat(others), slope => Assert.True(double.IsFinite(slope)));
        Assert.Equal([0, 0], slopes[4..]);
        Assert.NotEqual(0, others[5]);
    }

    [Theory, InlineData(0), InlineData(4), InlineData(1.5), InlineData(double.NaN)]
    public void A_length_that_is_no_count_of_steps_is_refused_where_its_row_counts(double length)
    {
        SoftDynamicTimeWarping loss = new(1, features: 2);
        RowInputs<double> Rows(double[] lengths)
            => new() { First = X, Second = Y, SecondLengths = lengths, Columns = 6 };
        Assert.Equal("SecondLengths", Assert.Throws<ArgumentException>(() => loss.Value(Rows([length]))).ParamName);
        Assert.Equal("SecondLengths", Assert.Throws<ArgumentException>(() => loss.Value(Rows([1, 1]))).ParamName);
        Assert.Equal(0, loss.Value(Rows([length]), new() { Mask = [false], Empty = EmptyBatch.Zero }));
    }

    [Fact]
    public void Only_a_gradient_needs_a_number_for_each_pair()
    {
        Assert.Equal(7 * (1000 + 16) + 7 * 2 * (1000 + 16), AlignmentRows<double>.RoomLength(1000, 2, slopes: false));
        Assert.True(AlignmentRows<double>.RoomLength(1000, 2, slopes: true) > 3_000_000);
        Assert.Equal("Columns", Assert.Throws<ArgumentException>(
            () => AlignmentRows<double>.RoomLength(1 << 20, 1, slopes: true)).ParamName);
    }
}

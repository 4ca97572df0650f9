using VectorLoss.Checking;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>What a certificate says of results that lie beside their enclosures.</summary>
public class CertificateTallyTests
{
    // In floats from 1 to below 2. Errors are upper bounds, by some roundings of double.
    private const double Unit = 1.0 / (1 << 23), Digits = 1e-12;

    private readonly CertificateTally<float> tally = new("f");

    [Fact]
    public void The_worst_of_all_is_told_in_units_in_the_last_place_and_as_a_share_of_the_bound()
    {
        Add(1, bound: Unit);
        Add(1 + (2 * Unit), bound: 4 * Unit);
        Add(1 - Unit, bound: 8 * Unit);
        // The other results count where nothing bounds this one.
        Add(1 + Unit, bound: 8 * Unit, size: 1024);
        Expect(points: 4, ulps: 2, share: 0.5);
    }

    [Fact]
    public void Where_terms_cancel_the_units_are_not_counted_and_the_share_is()
    {
        Add(1.125, bound: 0.5);
        Expect(points: 1, ulps: 0, share: 0.25);
    }

    [Fact]
    public void Without_a_bound_of_its_own_a_result_has_so_many_units_of_the_largest()
    {
        CertificateTally<float> inUlps = new("f", inUlps: 3);
        inUlps.Add(1 + (2 * Unit), Enclosure.Of(1), double.NaN, double.NaN, size: 0, () => "here");
        Expect(1, 2, 2.0 / 3, inUlps);
        inUlps.Add(1 + (2048 * Unit), Enclosure.Of(1), double.NaN, double.NaN, size: 1024, () => "here");
        Expect(2, 2, 2.0 / 3, inUlps);
        inUlps.Add(1 + (4 * Unit), Enclosure.Of(1), double.NaN, double.NaN, size: 1, () => "here");
        Assert.False(inUlps.Certificate.Passed);
        // With no bound at all there is nothing to miss.
        Add(2, bound: double.NaN);
        Expect(points: 1, ulps: 1 / Unit, share: double.NaN);
    }

    [Fact]
    public void A_miss_says_where_it_is_and_by_how_much()
    {
        Add(1 + (2 * Unit), bound: Unit);
        Assert.False(tally.Certificate.Passed);
        Assert.Contains("here is 1.000000238", Assert.Single(tally.Certificate.Misses));
        Assert.Contains("off by 2 ULP, allowed 1", tally.Certificate.Misses[0]);
        Assert.Equal(2, tally.Certificate.WorstShare, Digits);
        for (int i = 0; i < 20; i++)
            Add(3, bound: Unit);
        Assert.Equal((21, 10), (tally.Certificate.Points, tally.Certificate.Misses.Count));
    }

    [Fact]
    public void A_convention_at_a_kink_is_no_miss()
    {
        tally.Add(2, Enclosure.Of(1), Unit, double.NaN, 0, () => "here", () => true);
        Assert.Equal((1, 0, true),
            (tally.Certificate.AtKinks, tally.Certificate.Points, tally.Certificate.Passed));
        tally.Add(2, Enclosure.Of(1), Unit, double.NaN, 0, () => "here", () => false);
        Assert.False(tally.Certificate.Passed);
    }

    [Fact]
    public void What_nothing_bounds_or_encloses_is_not_judged()
    {
        Add(2, bound: double.PositiveInfinity);
        tally.Add(1, Enclosure.Of(double.NaN), Unit, double.NaN, 0, () => "here");
        // A third is enclosed, and the bound is narrower.
        tally.Add(1.0 / 3, Enclosure.Ratio(1, 3), 1e-300, double.NaN, 0, () => "here");
        Assert.Equal((3, 0, true),
            (tally.Certificate.Unjudged, tally.Certificate.Points, tally.Certificate.Passed));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1e39, true)]
    [InlineData(double.NegativeInfinity, -1e39, true)]
    [InlineData(double.PositiveInfinity, -1e39, false)]
    [InlineData(double.PositiveInfinity, 1e38, false)]
    [InlineData(double.NegativeInfinity, -1, false)]
    public void Beyond_the_largest_float_the_right_result_is_infinite(double found, double truth, bool isRight)
    {
        tally.Add(found, Enclosure.Of(truth), Unit, double.NaN, 0, () => "here");
        Assert.Equal((1, isRight), (tally.Certificate.Points, tally.Certificate.Passed));
    }

    [Fact]
    public void The_widest_enclosure_is_measured_by_its_terms()
    {
        Enclosure third = Enclosure.Ratio(1, 3);
        foreach (double terms in (double[])[1, 0.25, 8])
            tally.Add(third.Midpoint, third, Unit, terms, 0, () => "here");
        Assert.Equal(third.Radius / (Math.ScaleB(1, -37) * 0.25), tally.Certificate.Widest);
        Assert.True(third.Radius > 0);
    }

    private void Add(double found, double bound, double size = 0)
        => tally.Add(found, Enclosure.Of(1), bound, double.NaN, size, () => "here");

    private void Expect(long points, double ulps, double share, CertificateTally<float>? other = null)
    {
        Certificate found = (other ?? tally).Certificate;
        Assert.Equal((points, true), (found.Points, found.Passed));
        Assert.Equal(ulps, found.WorstUlps, Digits * Math.Max(ulps, 1));
        Assert.Equal(share, found.WorstShare, Digits);
    }
}

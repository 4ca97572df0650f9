using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>
/// Searches along the lines of J. J. Moré and D. J. Thuente 1994, section 5, from their four first steps, beside the
/// steps of MINPACK's dcsrch: SciPy 1.10.1, scipy.optimize.minpack2.dcsrch with ftol = 1e-3, gtol = 0.9, xtol = 0.1.
/// </summary>
public class LineSearchTests
{
    // Two orders of the same operations; the cubics of 5.2 cancel seven digits.
    private const double Share = 1e-8;

    public static TheoryData<string, double[]> Searches => new()
    {
        { "5.1", [0.001, 0.005, 0.021, 0.085, 0.341] },
        { "5.1", [0.1, 0.5] },
        { "5.1", [10] },
        { "5.1", [1000, 332.83537094698613, 110.78382764820593, 36.88760696396662] },
        {
            "5.2", [0.001, 0.005, 0.021, 0.085, 0.341, 1.365, 5.461, 2.1070247668786957, 1.551692634475675,
                1.5975830448985595, 1.5975830448985595]
        },
        {
            "5.2", [0.1, 0.5, 2.1, 1.1322375187701137, 1.6024085266778738, 1.5847382834276738, 1.6024085266778738]
        },
        {
            "5.2", [10, 2.306989958039605, 0.6872867127876888, 1.5661413536177324, 1.6123738059384738,
                1.6123738059384738]
        },
        {
            "5.2", [1000, 222.29565484593803, 49.472816490427086, 11.069352144736474, 2.5433685560303143,
                0.7201153415592905, 1.6296513166653739, 1.3512229797881472, 1.5950402760316598, 1.5950402760316598]
        },
        { "5.4", [0.001] },
        { "5.4", [0.1] },
        { "5.4", [10, 0.997893884061115, 0.3491046164172457] },
        { "5.4", [1000, 89.4104314416835, 8.080879031316798, 0.8294012431694555] },
        { "5.5", [10, 0.9948211818775826, 0.33627765766759665] },
        { "5.5", [1000, 89.12122387254462, 8.029114025550726, 0.8223749381397483] },
        { "5.6", [10, 1.001454546563174, 0.5076952642709651] },
        { "5.6", [1000, 89.6961611686064, 8.132583947243628, 0.8369774696753841] },
    };

    [Theory, MemberData(nameof(Searches))]
    public void The_steps_are_those_of_MINPACK(string line, double[] expected)
    {
        (double value, double slope) = At(line, 0);
        WolfeSearch search = new(value, slope, expected[0]);
        List<double> steps = [];
        for (bool isOver = false; !isOver && steps.Count < 50;)
        {
            steps.Add(search.Step);
            (value, slope) = At(line, search.Step);
            isOver = search.Advance(value, slope);
        }
        Assert.Equal(expected.Length, steps.Count);
        Assert.All(expected.Zip(steps), pair => Assert.Equal(pair.First, pair.Second, Share * pair.First));
        Assert.Equal(steps[^1], search.Step);
    }

    // Through a parabola all ways of interpolation lead to its minimum.
    [Theory]
    [InlineData(1, 1, 0, false)]
    [InlineData(4, 4, 0, true)]
    [InlineData(10, 0, 10, true)]
    public void The_minimum_of_a_parabola_is_found_at_once(double step, double best, double other, bool isBracketed)
    {
        static WolfeSearch.Point Parabola(double s) => new(s, (s - 3) * (s - 3), 2 * (s - 3));
        WolfeSearch.Point left = Parabola(0), right = left;
        bool found = false;
        Assert.Equal(3, Interval.Next(ref left, ref right, Parabola(step), ref found, 1.1, 50), 1e-14);
        Assert.Equal(isBracketed, found);
        Assert.Equal((best, other), (left.Step, right.Step));
    }

    // A slope that becomes steeper says nothing of where it ends.
    [Theory]
    [InlineData(1, 5)]
    [InlineData(-1, 2)]
    public void Down_a_hill_the_next_step_is_the_longest_that_is_allowed(double step, double expected)
    {
        WolfeSearch.Point best = new(0, 0, -step), other = best;
        bool isBracketed = false;
        Assert.Equal(expected, Interval.Next(ref best, ref other, new(step, -2, -3 * step), ref isBracketed, 2, 5));
        Assert.Equal((step, 0, false), (best.Step, other.Step, isBracketed));
    }

    private static (double Value, double Slope) At(string line, double a) => line switch
    {
        "5.1" => (-a / ((a * a) + 2), ((a * a) - 2) / Math.Pow((a * a) + 2, 2)),
        "5.2" => (Math.Pow(a + 0.004, 5) - (2 * Math.Pow(a + 0.004, 4)),
            (5 * Math.Pow(a + 0.004, 4)) - (8 * Math.Pow(a + 0.004, 3))),
        "5.4" => Yanai(a, 1e-3, 1e-3),
        "5.5" => Yanai(a, 1e-2, 1e-3),
        _ => Yanai(a, 1e-3, 1e-2),
    };

    private static (double, double) Yanai(double a, double one, double two)
    {
        static double Gamma(double b) => Math.Sqrt(1 + (b * b)) - b;
        double falling = Math.Sqrt(((1 - a) * (1 - a)) + (two * two)), rising = Math.Sqrt((a * a) + (one * one));
        return ((Gamma(one) * falling) + (Gamma(two) * rising),
            (-Gamma(one) * (1 - a) / falling) + (Gamma(two) * a / rising));
    }
}

using VectorLoss.Lanes;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>The backward rule of each formula against the dual number of the formula, over wide ranges.</summary>
public class OpDualTests
{
    private const int Points = 2000;

    // Each of the two is off by at most 4 ULP of twice the result: see OpReferenceTests.
    private const double Bound = 16;

    [Fact]
    public void Of_one_number()
    {
        Point<ExpMap>();
        Point<LogMap>(positive: true);
        Point<SigmoidMap>();
        Point<TanhMap>();
        Point<ReluMap>();
        Point<StepMap>();
        Point<SoftplusMap>();
        Point<AbsMap>();
        Point<SquareMap>();
        Point<SqrtMap>(positive: true);
        Point<ReciprocalMap>();
        Point<SinMap>();
        Point<CosMap>();
        Point<AtanMap>();
        Point<ErfMap>();
        Point<ErfcMap>();
        Point<ErfcxMap>();
        Point<LogNormalCdfMap>();
        Point<LogGammaMap>(positive: true);
        Point<DigammaMap>(positive: true);
        Point<BesselI0eMap>();
        Point<BesselI1eMap>();
    }

    [Fact]
    public void Of_two_numbers()
    {
        Pair<AddMap>();
        Pair<SubtractMap>();
        Pair<MultiplyMap>();
        Pair<DivideMap>();
        Pair<MaxMap>();
        Pair<MinMap>();
        Pair<LessMap>();
        Pair<LessOrEqualMap>();
        Pair<EqualMap>();
        Pair<PowMap>(positive: true);
        Pair<LogBetaMap>(positive: true);
        Pair<LogRisingFactorialMap>(positive: true);
    }

    private static void Point<TMap>(bool positive = false) where TMap : struct, IPointMap
    {
        Random random = new(3);
        for (int i = 0; i < Points; i++)
        {
            Lane1<double> x = Draw(random, positive), y = TMap.Of(x);
            double slope = TMap.Backward(Lane1<double>.Of(1), x, y).Number;
            Near(TMap.Of(Dual<Lane1<double>>.Variable(x)).Slope.Number, slope, $"{typeof(TMap).Name}({x.Number:R})");
        }
    }

    private static void Pair<TMap>(bool positive = false) where TMap : struct, IPairMap
    {
        Random random = new(4);
        for (int i = 0; i < Points; i++)
        {
            Lane1<double> one = Lane1<double>.Of(1), a = Draw(random, positive, 4), b = Draw(random, false, 4);
            Dual<Lane1<double>> left = TMap.Of(Dual<Lane1<double>>.Variable(a), Dual<Lane1<double>>.Constant(b));
            Dual<Lane1<double>> right = TMap.Of(Dual<Lane1<double>>.Constant(a), Dual<Lane1<double>>.Variable(b));
            string subject = $"{typeof(TMap).Name}({a.Number:R}, {b.Number:R})";
            Near(left.Slope.Number, TMap.BackwardLeft(one, a, b).Number, subject);
            Near(right.Slope.Number, TMap.BackwardRight(one, a, b).Number, subject);
        }
    }

    /// <summary>A number of any size up to 2¹⁰⁰ and of either sign.</summary>
    private static Lane1<double> Draw(Random random, bool positive, int largest = 100)
    {
        double size = Math.ScaleB(1 + random.NextDouble(), random.Next(-largest, largest));
        return new(positive || random.Next(2) == 0 ? size : -size);
    }

    private static void Near(double dual, double slope, string subject)
        => Assert.True(
            dual.Equals(slope) || Math.Abs(dual - slope) <= Bound * Math.ScaleB(Math.Abs(dual), -53) + 1e-300,
            $"{subject}: dual number {dual:R}, backward rule {slope:R}");
}

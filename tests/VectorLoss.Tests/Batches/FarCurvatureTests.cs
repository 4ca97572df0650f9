using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Second derivatives far from a target, where the parts of a slope's derivative cancel or overflow.</summary>
public class FarCurvatureTests
{
    private static readonly double[] Sizes = [1e-6, 0.03, 1, 7, 90, 1100, 2.5e4, 6e6, 1e9];

    // A loss of the difference r, and its second derivative by hand.
    public static TheoryData<string, string, double> Differences => new(
        from one in ((string Loss, string Option, double[] Values)[])
            [("pseudo-huber", "delta", [1, 0.2, 30]), ("fair", "c", [1, 0.2, 30]), ("log-cosh", "", [0]),
            ("general-robust", "alpha", [1, 0, 1.5, -2, -200, double.NegativeInfinity, 2, 3, 4])]
        from value in one.Values
        select new TheoryDataRow<string, string, double>(one.Loss, one.Option, value));

    [Theory, MemberData(nameof(Differences))]
    public void Of_a_difference_all_digits_are_kept(string name, string option, double value)
    {
        foreach (double size in Sizes.SelectMany(size => (double[])[size, -size]))
        {
            double expected = Expected(name, value, (float)size);
            Is<double>(expected, 1e-12);
            Is<float>(expected, name == "general-robust" && value is -200 ? 1e-3 : 1e-5);

            void Is<T>(double expected, double share) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                LossRequest request = Request(name, option, value, (float)size, 0);
                double least = typeof(T) == typeof(float) ? 2e-38 : 1e-300;
                if (Math.Abs(expected) < least)
                    return;
                Assert.Equal(expected, LossTool.Curvatures<T>(request)["input"][0], share * Math.Abs(expected));
                IReadOnlyDictionary<string, double[]> product = LossTool.HessianProduct<T>(request,
                    new Dictionary<string, LossArray> { ["input"] = new([1], [3]), ["target"] = new([1], [1]) });
                Assert.Equal(2 * expected, product["input"][0], 3 * share * Math.Abs(expected));
                Assert.Equal(-2 * expected, product["target"][0], 3 * share * Math.Abs(expected));
            }
        }
    }

    private static double Expected(string name, double value, double r) => name switch
    {
        "pseudo-huber" => Math.Pow(1 + r / value * (r / value), -1.5),
        "fair" => Math.Pow(1 + Math.Abs(r) / value, -2),
        "log-cosh" => 4 * Math.Exp(-2 * Math.Abs(r)) / Math.Pow(1 + Math.Exp(-2 * Math.Abs(r)), 2),
        _ when value == 2 => 1,
        _ when double.IsInfinity(value) => Math.Exp(-0.5 * r * r) * (1 - r * r),
        _ => Math.Exp((0.5 * value - 2) * double.LogP1(r * r / Math.Abs(value - 2)))
            * (1 + (value - 1) * r * r / Math.Abs(value - 2)),
    };

    // t/(2p(p + t)), and −1/(2(p + t)) of both.
    [Fact]
    public void Of_the_divergence_of_any_two_probabilities()
    {
        double[] numbers = [1e-30, 4e-9, 1e-4, 0.1, 0.5, 0.63, 1];
        foreach (double p in numbers.Select(x => (double)(float)x))
            foreach (double t in numbers.Select(x => (double)(float)x))
            {
                LossRequest request = Request("jensen-shannon", "", 0, p, t);
                double own = 0.5 / p / (p + t) * t, both = -0.5 / (p + t);
                Assert.Equal(own, LossTool.Curvatures<double>(request)["input"][0], 1e-13 * own);
                if (own > 1e-37)
                    Assert.Equal(own, LossTool.Curvatures<float>(request)["input"][0], 1e-5 * own);
                Assert.Equal(both, LossTool.HessianProduct<double>(request, Moved("input", 1))["target"][0],
                    -1e-13 * both);
                Assert.Equal(both, LossTool.HessianProduct<double>(request, Moved("target", 1))["input"][0],
                    -1e-13 * both);
            }
    }

    // Where the slope is infinite, how it moves with the other number is not.
    [Theory, InlineData(0.5), InlineData(1e-9), InlineData(1)]
    public void Of_a_divergence_from_0_what_moves_with_both_stays(double other)
    {
        foreach ((LossRequest request, string still, string moved) in (IEnumerable<(LossRequest, string, string)>)
            [(Request("jensen-shannon", "", 0, 0, other), "input", "target"),
            (Request("jensen-shannon", "", 0, other, 0), "target", "input")])
        {
            double both = -0.5 / other;
            Assert.Equal(both, LossTool.HessianProduct(request, Moved(moved, 1))[still][0], 1e-14 / other);
            Assert.Equal(both, LossTool.HessianProduct<double>(request, Moved(moved, 1))[still][0], 1e-14 / other);
            Assert.Equal(both, LossTool.HessianProduct(request, Moved(still, 1))[moved][0], 1e-14 / other);
            Assert.Equal(both, LossTool.HessianProduct<double>(request, Moved(still, 1))[moved][0], 1e-14 / other);
        }
    }

    // x − t·log(x + ε): t/(x + ε)².
    [Fact]
    public void Of_a_rate_far_above_its_count()
    {
        foreach (double rate in (double[])[0.01, 2, 6229, 1e6])
            foreach (double count in (double[])[0, 1e-4, 1, 900])
            {
                double expected = count / ((rate + 1e-8) * (rate + 1e-8));
                LossRequest request = Request("poisson-nll", "log_input", 0, rate, count);
                Assert.Equal(expected, LossTool.Curvatures<double>(request)["input"][0], 1e-13 * expected);
                Assert.Equal(expected, LossTool.Curvatures<float>(request)["input"][0], 1e-5 * expected);
            }
    }

    // Powers of a missed part are infinite in float, and their product with what multiplies them is not.
    [Theory, InlineData("sigmoid-focal", 0.5), InlineData("sigmoid-focal", 0.1), InlineData("sigmoid-focal", 0.9)]
    public void Of_answers_that_are_nearly_sure(string name, double gamma)
    {
        foreach (double logit in (double[])[5, 40, 70, 80])
        {
            LossRequest request = Request(name, "gamma", gamma, logit, 1);
            // m^(γ + 1) of m = e^−x.
            double expected = (gamma + 1) * (gamma + 1) * Math.Exp(-(gamma + 1) * logit);
            if (expected < 1e-37)
                continue;
            double least = logit < 10 ? 0.2 * expected : 0;
            Assert.Equal(
                expected, LossTool.Curvatures<double>(request)["input"][0], Math.Max(least, 1e-9 * expected));
            Assert.Equal(expected, LossTool.Curvatures<float>(request)["input"][0], Math.Max(least, 1e-3 * expected));
        }
    }

    // 1/s² is infinite in float, and times the weight it is not.
    [Theory, InlineData("logistic-nll", 0.5), InlineData("gaussian-crps", 0), InlineData("student-t-nll", 0)]
    public void Of_weights_that_bring_back_what_overflows(string name, double expected)
    {
        LossCard card = LossCatalog.Find(name)!;
        double[] numbers = [0, 0, 1e-22];
        LossRequest request = new(card)
        {
            Inputs = card.Inputs.Select((one, i) => (one.Name, new LossArray([1], [(double)(float)numbers[i]])))
                .Append(("weight", new([1], [(double)1e-22f]))).ToDictionary(),
            Reduction = "sum",
        };
        double right = LossTool.Curvatures<double>(request)["input"][0],
            found = LossTool.Curvatures<float>(request)["input"][0];
        Assert.True(double.IsFinite(right) && right > 0);
        if (expected != 0)
            Assert.Equal(expected * 1e22, right, 1e17);
        Assert.Equal(right, found, 1e-5 * right);
    }

    // Two softmaxes beside a logit of 0: p(1 − p) of the logit that is alone beside it.
    [Theory, InlineData(3), InlineData(300), InlineData(709), InlineData(720), InlineData(5e4), InlineData(1e30)]
    public void Of_a_row_whose_powers_overflow(double logit)
    {
        LossRequest request = new(LossCatalog.Find("zlpr")!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 2], [logit, 0.5, -logit, -0.25]),
                ["target"] = new([2, 2], [1, 0, 1, 0]),
            },
            Reduction = "sum",
        };
        double Chance(double x) => 1 / (1 + Math.Exp(-x)) * (1 / (1 + Math.Exp(x)));
        double[] expected = [Chance(logit), Chance(0.5), Chance(logit), Chance(-0.25)];
        foreach (double[] found in (double[][])[LossTool.Curvatures<double>(request)["input"],
            LossTool.Curvatures<float>(request)["input"]])
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], found[i], 1e-7);
        Dictionary<string, LossArray> way = new() { ["input"] = new([2, 2], [1, 1, 1, 1]) };
        foreach (double[] found in (double[][])[LossTool.HessianProduct(request, way)["input"],
            LossTool.HessianProduct<double>(request, way)["input"]])
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], found[i], 1e-14);
    }

    private static Dictionary<string, LossArray> Moved(string input, double by) => new() { [input] = new([1], [by]) };

    private static LossRequest Request(string name, string option, double value, double prediction, double target)
        => new(LossCatalog.Find(name)!)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([1], [prediction]),
                ["target"] = new([1], [target]),
            },
            Options = option == "" ? new Dictionary<string, double>()
                : new Dictionary<string, double> { [option] = value },
        };
}

using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// The edges of the losses of several numbers, each with the result that the documentation gives. Those of point losses
/// stand among their examples.
/// </summary>
public class EdgeTests
{
    private static LossOutcome Run(string loss, Dictionary<string, LossArray> inputs, params (string, double)[] options)
        => LossTool.Run<double>(new(LossCatalog.Find(loss)!)
        {
            Inputs = inputs,
            Options = options.ToDictionary(),
            Reduction = "sum"
        });

    private static LossArray Row(params double[] values) => new([1, values.Length], values);

    private static LossArray Numbers(params double[] values) => new([values.Length], values);

    [Fact]
    public void A_variance_below_the_least_counts_as_the_least_and_its_gradient_is_taken_there()
    {
        LossOutcome outcome = Run("gaussian-nll",
            new() { ["input"] = Numbers(1), ["target"] = Numbers(1.5), ["var"] = Numbers(0) });
        Assert.Equal(0.5 * (Math.Log(1e-6) + 0.25e6), outcome.Value.Values[0], 1e-9);
        Assert.Equal(-0.5e6, outcome.Gradients["input"][0], 1e-9);
        Assert.Equal(0.5 * (1 - 0.25e6) * 1e6, outcome.Gradients["var"][0], 1e-3);
    }

    // There a power below 1 has an infinite slope, and the sigmoid none.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.75)]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_nothing_is_missed_focal_Tversky_has_slope_0(double gamma)
    {
        LossOutcome outcome = Run("focal-tversky", new()
        {
            ["input"] = Row(1000, -1000, 1000),
            ["target"] = Row(1, 0, 1),
        }, ("smooth", 0), ("gamma", gamma));
        Assert.Equal(0, outcome.Value.Values[0]);
        Assert.Equal([0, 0, 0], outcome.Gradients["input"]);
    }

    [Fact]
    public void A_row_of_zeros_has_cosine_0_and_no_NaN()
    {
        LossOutcome outcome = Run("cosine-distance", new() { ["input"] = Row(0, 0), ["target"] = Row(3, 4) });
        Assert.Equal(1, outcome.Value.Values[0]);
        Assert.All(outcome.Gradients.Values.SelectMany(gradient => gradient), slope
            => Assert.True(double.IsFinite(slope)));
        outcome = Run("info-nce",
            new() { ["input1"] = new([2, 2], [0, 0, 1, 0]), ["input2"] = new([2, 2], [1, 0, 0, 1]) });
        Assert.All(outcome.Gradients.Values.SelectMany(gradient => gradient), slope
            => Assert.True(double.IsFinite(slope)));
    }

    [Fact]
    public void An_event_that_was_nearly_sure_misses_the_share_of_the_others()
    {
        double others = Math.Exp(-64);
        LossOutcome outcome = Run("cox",
            new() { ["input"] = Row(0, -64, 70), ["time"] = Row(2, 3, 1), ["event"] = Row(1, 0, 0) });
        Assert.Equal(others, outcome.Value.Values[0], 1e-42);
        Assert.Equal([-others, others, 0], outcome.Gradients["input"], (a, b) => Math.Abs(a - b) < 1e-42);
    }

    [Fact]
    public void Half_of_the_preferences_for_wrong_leave_the_slope_its_digits()
        => Assert.Equal(0.1 * 0.1 * 1e-20 / 4, Run("dpo",
            new() { ["chosen"] = Numbers(1e-20), ["rejected"] = Numbers(0) }, ("label_smoothing", 0.5))
            .Gradients["chosen"][0], 1e-37);

    [Theory, InlineData(1e-35), InlineData(1e-300), InlineData(1e300)]
    public void A_weight_of_any_size_reaches_the_slopes_of_rows_of_any_size(double weight)
    {
        LossOutcome outcome = Run("zlpr", new()
        {
            ["input"] = Row(1e20, -1e20),
            ["target"] = Row(0.5, 0.5),
            ["sample_weight"] = Numbers(weight),
        });
        Assert.Equal([weight, -weight], outcome.Gradients["input"], (a, b) => Math.Abs(a / b - 1) < 1e-15);
    }

    [Fact]
    public void An_anchor_on_its_positive_has_slope_0_there()
    {
        LossOutcome outcome = Run("triplet-margin",
            new() { ["anchor"] = Row(1, 2), ["positive"] = Row(1, 2), ["negative"] = Row(1, 2) }, ("eps", 0));
        Assert.Equal(1, outcome.Value.Values[0]);
        Assert.All(outcome.Gradients.Values.SelectMany(gradient => gradient), slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Two_empty_rows_agree_whatever_the_overlap_is()
    {
        LossOutcome outcome = Run("dice", new() { ["input"] = Row(-1e30, -1e30), ["target"] = Row(0, 0) });
        Assert.Equal(0, outcome.Value.Values[0]);
        Assert.Equal([0, 0], outcome.Gradients["input"]);
    }

    // Near α = 2 the loss of a large residual is that of the parabola: s² = q²/|α − 2| leaves the range long before.
    [Theory]
    [InlineData(1.9999999999999998), InlineData(2.0000000000000004), InlineData(1.9999999999999)]
    public void Near_the_parabola_Barrons_loss_is_finite_where_the_parabola_is(double alpha)
    {
        GeneralRobust loss = new(alpha, c: 2);
        float[] narrow = new float[1], target = [0];
        Assert.Equal(1, loss.MeanAndGradient([2e18f], target, narrow) / 5e35, 1e-5);
        Assert.Equal(1, narrow[0] / 5e17, 1e-5);
        double[] slope = new double[1], curvature = new double[1];
        double value = loss.ValueGradientAndCurvature<GeneralRobust, double>([2e150], [0], slope, curvature);
        Assert.All([value / 5e299, slope[0] / 5e149, curvature[0] / 0.25], one => Assert.Equal(1, one, 1e-10));
    }

    [Fact]
    public void Logits_of_1e30_give_no_NaN_in_any_loss_of_logits()
    {
        string[] losses = ["multilabel-soft-margin", "tversky", "dice", "positive-weighted-cross-entropy"];
        foreach (string loss in losses)
        {
            Dictionary<string, LossArray> inputs = new()
            {
                ["input"] = Row(1e30, -1e30, 0),
                ["target"] = Row(0, 1, 0.5)
            };
            if (loss.StartsWith("positive", StringComparison.Ordinal))
                inputs["pos_weight"] = Row(2, 0, 1);
            LossOutcome outcome = Run(loss, inputs);
            Assert.True(double.IsFinite(outcome.Value.Values[0]), loss);
            Assert.All(outcome.Gradients["input"], slope => Assert.True(double.IsFinite(slope), loss));
        }
    }

    [Fact]
    public void Log_ratios_that_overflow_give_no_NaN_in_a_clipped_policy()
    {
        // What exceeds the range is clipped for an advantage, and infinite for a disadvantage.
        double[] advantages = [2, 2, -2, -2, -2, 0], slopes = [0, 0, double.PositiveInfinity, 0, 0, 0];
        double[] olds = [-1e4, 1e4, -1e4, 1e4, double.PositiveInfinity, -1e4];
        LossOutcome outcome = Run("ppo-clip", new()
        {
            ["log_prob"] = Numbers(0, 0, 0, 0, 0, 0),
            ["old_log_prob"] = Numbers(olds),
            ["advantage"] = Numbers(advantages),
        });
        Assert.Equal(slopes, outcome.Gradients["log_prob"]);
        // Both slopes overflow: the larger exponent decides, and at equal ones the larger factor.
        double[] references = [1e4, 2e4, 3e4, 2e4], far = [-2e4, -2e4, -2e4, -2e4];
        LossOutcome torn = Run("grpo", new()
        {
            ["log_prob"] = Numbers(0, 0, 0, 0),
            ["old_log_prob"] = Numbers(far),
            ["advantage"] = Numbers(-1, -1, -1, -0.01),
            ["ref_log_prob"] = Numbers(references),
        });
        double infinity = double.PositiveInfinity;
        Assert.Equal([infinity, infinity, -infinity, -infinity], torn.Gradients["log_prob"]);
    }

    [Theory]
    [InlineData("aft-log-logistic")]
    [InlineData("aft-weibull")]
    public void A_time_between_two_bounds_costs_what_XGBoost_says_where_it_clips_nothing(string loss)
    {
        // A. Barnwal, H. Cho, T. Hocking 2022, table 1, written out; the likelihoods are far above 1e-12.
        double Cdf(double z) => loss == "aft-weibull" ? 1 - Math.Exp(-Math.Exp(z)) : 1 / (1 + Math.Exp(-z));
        double Pdf(double z) => loss == "aft-weibull" ? Math.Exp(z - Math.Exp(z)) : Cdf(z) * Cdf(-z);
        const double Scale = 1.5, P = 0.25;
        double Z(double time) => (Math.Log(time) - P) / Scale;
        (double Lower, double Upper, double Cost)[] cases =
        [
            (0.5, 2, -Math.Log(Cdf(Z(2)) - Cdf(Z(0.5)))), (0, 3, -Math.Log(Cdf(Z(3)))),
            (1.5, double.PositiveInfinity, -Math.Log(1 - Cdf(Z(1.5)))),
            (1.25, 1.25, -Math.Log(Pdf(Z(1.25)) / (Scale * 1.25))), (0, double.PositiveInfinity, 0),
        ];
        foreach ((double lower, double upper, double cost) in cases)
        {
            // The present loss with an upper bound in place of the event is the loss of intervals.
            LossArray input = Numbers(P), low = Numbers(lower), high = Numbers(upper);
            LossOutcome outcome = Run(loss, new() { ["input"] = input, ["time"] = low, ["upper"] = high },
                ("scale", Scale));
            Assert.Equal(cost, outcome.Value.Values[0], 1e-15 * Math.Max(8, cost));
            LossOutcome swapped = Run("interval-" + loss, new() { ["input"] = input, ["time"] = high, ["upper"] = low },
                ("scale", Scale));
            Assert.Equal(outcome.Value.Values, swapped.Value.Values);
            Assert.Equal(outcome.Gradients["input"], swapped.Gradients["input"]);
        }
        Assert.Throws<ArgumentException>(() => Run(loss, new()
        {
            ["input"] = Numbers(P),
            ["time"] = Numbers(1),
            ["event"] = Numbers(1),
            ["upper"] = Numbers(2),
        }));
    }

    [Fact]
    public void Labels_that_cannot_be_said_in_their_steps_cost_infinity_or_zero_as_asked()
    {
        Dictionary<string, LossArray> inputs = new()
        {
            ["log_probs"] = new([2, 1, 3], [-1, -1, -1, -1, -1, -1]),
            ["targets"] = new([1, 2], [1, 1]),
            ["input_lengths"] = Numbers(2),
            ["target_lengths"] = Numbers(2),
        };
        Assert.Equal(double.PositiveInfinity, Run("ctc", inputs).Value.Values[0]);
        LossOutcome zero = Run("ctc", inputs, ("zero_infinity", 1));
        Assert.Equal(0, zero.Value.Values[0]);
        Assert.All(zero.Gradients["log_probs"], slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Three_alignments_of_one_label_in_two_steps_are_counted()
    {
        // Blank 0, label 1: the alignments are (1, 1), (0, 1) and (1, 0), each of probability ¼.
        double half = Math.Log(0.5);
        LossOutcome outcome = Run("ctc", new()
        {
            ["log_probs"] = new([2, 1, 2], [half, half, half, half]),
            ["targets"] = new([1, 1], [1]),
            ["input_lengths"] = Numbers(2),
            ["target_lengths"] = Numbers(1),
        });
        Assert.Equal(-Math.Log(0.75), outcome.Value.Values[0], 1e-15);
        double[] expected = [-1.0 / 3, -2.0 / 3, -1.0 / 3, -2.0 / 3];
        Assert.All(expected.Zip(outcome.Gradients["log_probs"]), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void A_label_out_of_range_is_named_with_its_value()
    {
        Dictionary<string, LossArray> inputs = new() { ["input"] = Row(1, 2, 3), ["target"] = Row(0, 7, -1) };
        string message = Assert.ThrowsAny<ArgumentException>(() => Run("multilabel-margin", inputs)).Message;
        Assert.Contains("labels holds 7 in row 0", message);
    }

    [Theory]
    [InlineData(EmptyBatch.NaN, double.NaN)]
    [InlineData(EmptyBatch.Zero, 0)]
    public void The_mean_over_nothing_is_what_was_asked_for(EmptyBatch empty, double expected)
    {
        float[] gradient = [];
        Assert.Equal(expected, new Huber().Value<Huber, float>([], [], new() { Empty = empty }));
        Assert.Equal(expected, new Huber().ValueAndGradient<Huber, float>([], [], gradient, new() { Empty = empty }));
        float[] one = [9];
        Assert.Equal(expected, new Huber().ValueAndGradient<Huber, float>(
            [1], [2], one, new() { Mask = new[] { false }, Empty = empty }));
        Assert.Equal(0, one[0]);
    }

    [Theory]
    [InlineData(-1e-45f)]
    [InlineData(-2f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_none_is_named_wherever_it_stands(float wrong)
    {
        float[] numbers = new float[131], weights = new float[numbers.Length], gradient = new float[numbers.Length];
        Array.Fill(weights, float.MaxValue);
        weights[5] = -0f;
        new Huber().ValueAndGradient<Huber, float>(numbers, numbers, gradient, new() { Weights = weights });
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = wrong;
            string message = Assert.Throws<ArgumentException>("Weights",
                () => new Huber().ValueAndGradient<Huber, float>(
                    numbers, numbers, gradient, new() { Weights = weights })).Message;
            Assert.Contains($"Weight {i} is", message);
            weights[i] = kept;
        }
    }

    [Fact]
    public void The_mean_over_nothing_can_be_refused_before_anything_is_written()
    {
        float[] one = [9];
        Assert.Throws<InvalidOperationException>(() => new Huber().ValueAndGradient<Huber, float>(
            [1], [2], one, new() { Mask = new[] { false }, Empty = EmptyBatch.Refuse }));
        Assert.Equal(9, one[0]);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        foreach ((string loss, string option, double value) in new[]
        {
            ("huber", "delta", 0), ("huber", "delta", double.NaN), ("smooth-l1", "beta", -1),
            ("quantile", "quantile", 1), ("tweedie", "power", 0.5),
            ("binary-cross-entropy-with-logits", "pos_weight", -1),
            ("binary-cross-entropy-with-logits", "label_smoothing", 2), ("sigmoid-focal", "gamma", -1),
            ("gaussian-nll", "eps", 0), ("triplet-margin", "margin", 0), ("triplet-margin", "p", 0.5),
            ("cosine-embedding", "margin", 2), ("info-nce", "temperature", 0),
            ("mape", "eps", 0), ("exponential", "beta", double.PositiveInfinity), ("smoothed-hinge", "smoothing", 0),
            ("ctc", "blank", -1), ("lovasz-softmax", "classes", 0), ("vicreg", "eps", 0), ("vicreg", "invariance", -1),
            ("barlow-twins", "eps", 0), ("barlow-twins", "lambda", double.NaN), ("soft-dtw", "gamma", -0.5),
            ("grpo", "beta", -0.1), ("grpo", "eps_low", 1), ("grpo", "eps_high", 0), ("soft-dtw", "features", 0),
            ("wasserstein", "p", 0.5), ("wasserstein", "p", double.PositiveInfinity),
            ("sinkhorn-divergence", "p", 1.5), ("sinkhorn-divergence", "p", 3), ("sinkhorn-divergence", "epsilon", 0),
            ("sinkhorn-divergence", "iterations", 0),
            ("interval-aft-log-normal", "scale", 0), ("interval-aft-weibull", "scale", double.PositiveInfinity),
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => LossCatalog.Find(loss)!.Visit(new Nothing(), (option, value)));
        }
    }

    private sealed class Nothing : ILossVisitor<int>
    {
        public int Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => 0;

        public int Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => 0;

        public int Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => 0;

        public int Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => 0;

        public int Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => 0;

        public int Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => 0;

        public int Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss => 0;

        public int Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss => 0;
    }
}

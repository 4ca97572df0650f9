using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>Facts of losses of labelled rows, lists and answers that can be told without a table of numbers.</summary>
public class MetricAndRankingTests
{
    private static LossOutcome Run(string loss, double[] input, double[] target, params (string, double)[] options)
        => LossTool.Run<double>(new(LossCatalog.Find(loss)!)
        {
            Options = options.ToDictionary(),
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([1, input.Length], input),
                ["target"] = new([1, target.Length], target),
            },
        });

    private static double Value(string loss, double[] input, double[] target, params (string, double)[] options)
        => Run(loss, input, target, options).Value.Values[0];

    [Fact]
    public void Equal_scores_rank_every_order_alike()
    {
        Assert.Equal(Math.Log(6), Value("list-mle", [2, 2, 2], [1, 2, 3]), 1e-15);
        Assert.Equal(3 * Math.Log(2), Value("pairwise-logistic", [2, 2, 2], [1, 2, 3]), 1e-15);
    }

    [Fact]
    public void A_perfect_ranking_has_gain_1_and_a_list_without_grades_none()
    {
        Assert.Equal(-1, Value("approx-ndcg", [9, 6, 3, 0], [3, 2, 1, 0], ("temperature", 0.01)), 1e-15);
        Assert.Equal(0, Value("approx-ndcg", [9, 6, 3], [0, 0, 0]));
        Assert.Equal(0, Value("lambda-rank", [9, 6, 3], [1, 1, 1]));
    }

    [Fact]
    public void Grades_that_double_overflows_as_gains_still_rank()
        => Assert.Equal(
            Value("approx-ndcg", [1, 0], [2000, 1990]), Value("approx-ndcg", [1, 0], [1e6, 1e6 - 10]), 1e-15);

    [Theory]
    [InlineData("distillation")]
    [InlineData("reverse-distillation")]
    [InlineData("skewed-distillation")]
    [InlineData("jensen-shannon-distillation")]
    public void A_student_that_says_what_its_teacher_says_has_nothing_to_learn(string loss)
    {
        LossOutcome same = Run(loss, [3, -2, 700, double.NegativeInfinity], [3, -2, 700, double.NegativeInfinity]);
        Assert.Equal(0, same.Value.Values[0]);
        Assert.All(same.Gradients["input"], slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Distributions_that_have_nothing_in_common_are_log_2_apart()
        => Assert.Equal(Math.Log(2), Value("jensen-shannon-distillation", [1000, 0], [0, 1000]), 1e-15);

    [Fact]
    public void An_answer_that_is_sure_has_a_finite_slope()
    {
        Triple<Lane1<double>> slopes = new OddsRatioPreference(2).Slopes<Lane1<double>>(
            new(0), new(-1), new(0));
        Assert.Equal(-2 * Math.Exp(-1) / (1 - Math.Exp(-1)), slopes.First.Number, 1e-15);
        Assert.Equal(0, slopes.Second.Number);
    }

    [Fact]
    public void Labels_that_a_float_cannot_tell_apart_are_different()
    {
        float[] rows = [.. Enumerable.Range(0, 12).Select(i => (float)Math.Sin(i * i))];
        double Of(params int[] labels) => new SupervisedContrastive(0.5).Value<SupervisedContrastive, float>(
            rows, 3, labels);
        Assert.Equal(Of(0, 1, 0, 1), Of(1 << 24, (1 << 24) + 1, 1 << 24, (1 << 24) + 1));
        Assert.NotEqual(Of(0, 0, 0, 0), Of(0, 1, 0, 1));
    }

    [Fact]
    public void Memory_grows_with_the_rows()
    {
        // Beside cosines, unit rows and their slopes: lengths, labels and powers, and the lanes of three sums.
        Assert.Equal(256 * 8192 + 2 * 8192 * 128 + 3 * 8192 + 3 * 64,
            SimilarityWork<SupervisedContrastive, float>.ScratchLength(8192, 128));
        ContrastRule clip = ((IContrastLoss)new ContrastiveLanguageImage()).Rule;
        Assert.Equal(256 * (8192 + 16) + 4 * 8192 * 128 + 2 * 8192, ContrastWork<float>.ScratchLength(clip, 8192, 128));
    }

    [Fact]
    public void Clip_is_the_mean_of_both_directions_of_InfoNce()
    {
        double[] a = [.. Enumerable.Range(0, 300 * 5).Select(i => Math.Sin(i * i))],
            b = [.. Enumerable.Range(0, 300 * 5).Select(i => Math.Cos(3 * i * i))], factor = [Math.Log(4)];
        RowInputs<double> Of(double[] first, double[] second, double[] third)
            => new() { First = first, Second = second, Third = third, Columns = 5 };
        double clip = new ContrastiveLanguageImage().Value(Of(a, b, factor)),
            mean = (new InfoNce(0.25).Value(Of(a, b, [])) + new InfoNce(0.25).Value(Of(b, a, []))) / 2;
        Assert.Equal(mean, clip, 1e-13);
    }

    [Fact]
    public void A_label_without_a_proxy_is_named()
    {
        string message = Assert.Throws<ArgumentException>("labels", () => new ArcFace().Value<ArcFace, float>(
            [0.5f, 0.25f, 0, 1], 2, [1, 2])).Message;
        Assert.Contains("labels[1] is 2; there are 2 classes", message);
    }

    [Fact]
    public void Without_a_margin_they_are_softmax_cross_entropy()
    {
        double[] cosines = [0.5, -0.25, 0.75, 0.125, -1, 1];
        int[] labels = [2, 0];
        double[] logits = [.. cosines.Select(c => 16 * c)];
        double expected = new CrossEntropy().Value<CrossEntropy, double>(logits, 3, labels);
        Assert.Equal(expected, new CosFace(16, 0).Value<CosFace, double>(cosines, 3, labels), 1e-13);
        Assert.Equal(expected, new ArcFace(16, 0).Value<ArcFace, double>(cosines, 3, labels), 1e-13);
    }
}

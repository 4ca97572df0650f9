using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>What predictions of a loss are in the terms of its targets.</summary>
public sealed class LinkTests
{
    private static readonly Dictionary<Link, string[]> Named = new()
    {
        [Link.Sigmoid] = ["asymmetric", "binary-cross-entropy-with-logits", "combo", "dice", "discrete-hazard",
            "focal-tversky", "jaccard", "multilabel-soft-margin", "positive-weighted-cross-entropy", "sigmoid-focal",
            "tversky", "zlpr"],
        [Link.Softmax] = ["categorical-focal", "cross-entropy", "generalized-cross-entropy", "poly-cross-entropy",
            "ranking-softmax"],
        [Link.Exponential] = ["aft-log-logistic", "aft-log-normal", "aft-weibull", "gamma-nll", "generalized-kl",
            "interval-aft-log-logistic", "interval-aft-log-normal", "interval-aft-weibull", "log-normal-nll",
            "negative-binomial-nll", "poisson-nll", "tweedie", "zero-inflated-poisson-nll"],
        [Link.Sparsemax] = ["sparsemax"],
        [Link.BinarySparsemax] = ["binary-sparsemax"],
        [Link.Ranking] = ["approx-ndcg", "cosine-distance", "cox", "distillation", "jensen-shannon-distillation",
            "lambda-rank", "list-mle", "margin-ranking", "pairwise-logistic", "reverse-distillation",
            "skewed-distillation"],
        [Link.None] = ["beta-nll", "contrastive", "cosine-embedding", "dpo", "gaussian-mixture-nll", "grpo",
            "hinge-embedding", "ipo", "kl-div", "kto", "nll", "orpo", "policy-kl", "ppo-clip", "simpo",
            "triplet-margin"],
    };

    [Fact]
    public void Every_card_says_what_its_prediction_is()
    {
        foreach ((Link link, string[] names) in Named)
            Assert.Equal(names, LossCatalog.All.Where(card => card.Link == link && !ComparesRows(card))
                .Select(card => card.Name).Order());
        Assert.All(LossCatalog.All.Where(ComparesRows), card => Assert.Equal(Link.None, card.Link));
        // What takes any number for a target of a narrower domain has a link, or is a score.
        string[] scores = ["exponential", "hinge", "perceptron", "smoothed-hinge", "soft-margin", "squared-hinge"];
        Assert.Equal(scores, LossCatalog.All.Where(card => TargetLoss.Fits(card) && card.Link == Link.Identity
            && card.Inputs[0].Domain == Domain.Real && card.Inputs[1].Domain != Domain.Real)
            .Select(card => card.Name).Order());
    }

    // Their inputs are points among others, or steps on alignments.
    private static bool ComparesRows(LossCard card)
        => card.Family is LossFamily.Contrast or LossFamily.Similarity or LossFamily.Sequence;

    // The loss of a prediction is least where what it predicts is the target, whatever the third input is.
    [Theory]
    [InlineData("gaussian-nll", 0.3, 2)]
    [InlineData("laplace-nll", 0.3, 2)]
    [InlineData("logistic-nll", 0.3, 2)]
    [InlineData("student-t-nll", 0.3, 2)]
    [InlineData("gaussian-crps", 0.3, 2)]
    [InlineData("von-mises-nll", 0.3, 2)]
    [InlineData("multi-quantile", 0.3, 0.7)]
    [InlineData("log-normal-nll", 0.3, 2)]
    [InlineData("negative-binomial-nll", 0.3, 2)]
    [InlineData("zero-inflated-poisson-nll", -1, 2)]
    [InlineData("positive-weighted-cross-entropy", 1, 1)]
    [InlineData("discrete-hazard", 1, 1)]
    [InlineData("aft-weibull", 1, 1)]
    [InlineData("aft-log-normal", 1, 1)]
    [InlineData("aft-log-logistic", 1, 1)]
    [InlineData("interval-aft-weibull", double.NaN, double.NaN)]
    [InlineData("interval-aft-log-normal", double.NaN, double.NaN)]
    [InlineData("interval-aft-log-logistic", double.NaN, double.NaN)]
    public void With_a_third_input_too_the_slope_is_zero_where_what_is_predicted_is_the_target(
        string name, double one, double other)
    {
        LossCard card = LossCatalog.Find(name)!;
        foreach (double score in (double[])[-0.9, 0, 0.8])
            foreach (double third in (double[])[one, other])
            {
                double target = card.Link switch
                {
                    Link.Identity => score,
                    Link.Exponential => Math.Exp(score),
                    Link.Sigmoid => 1 / (1 + Math.Exp(-score)),
                    _ => double.NaN,
                };
                // Both bounds of a time that was seen are the time.
                double[] inputs = [score, target, double.IsNaN(third) ? target : third];
                Dictionary<string, double> slopes = new()
                {
                    ["at"] = Slope(card, inputs, 0),
                    ["below"] = Slope(card, inputs, -0.25),
                    ["above"] = Slope(card, inputs, 0.25),
                };
                Assert.Equal(0, slopes["at"], 1e-14);
                Assert.True(slopes["below"] < 0 && slopes["above"] > 0, name);
            }
    }

    // The slope by the first input, moved.
    private static double Slope(LossCard card, double[] inputs, double moved)
        => LossTool.Run<double>(new(card)
        {
            Inputs = card.Inputs.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => new LossArray(
                card.Family == LossFamily.Row ? [1, 1] : [1],
                [pair.First == card.Inputs[0] ? pair.Second + moved : pair.Second])),
            Reduction = "sum",
        }).Gradients[card.Inputs[0].Name][0];

    // The loss of a prediction is least where what it predicts is the target.
    [Theory]
    [InlineData("binary-cross-entropy-with-logits")]
    [InlineData("binary-sparsemax")]
    [InlineData("gamma-nll")]
    [InlineData("generalized-kl")]
    [InlineData("poisson-nll")]
    [InlineData("tweedie")]
    [InlineData("mse")]
    public void The_slope_is_zero_where_what_is_predicted_is_the_target(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        foreach (double score in (double[])[-0.9, -0.3, 0, 0.4, 0.8])
        {
            Tape<double> tape = new();
            Var x = tape.Parameter(new(1, 1)), target = tape.Input(new(1, 1));
            Var loss = tape.Loss(card, x, target, Reduction.Mean);
            tape.Values(x)[0] = score;
            tape.Values(target)[0] = Predicted(TargetLoss.Of(card), [score])[0];
            tape.ForwardBackward(loss);
            Assert.Equal(0, tape.Gradient(x)[0], 1e-14);
        }
    }

    [Fact]
    public void Sparsemax_is_the_prediction_of_its_loss_and_has_its_gradient()
    {
        double[] scores = [0.3, 0.1, -0.2, 0.25], weights = [1, -2, 3, 0.5];
        double[] p = Predicted(ClassifierLoss.Of(Sparsemax.Card), scores);
        Tape<double> whole = new();
        Var logits = whole.Parameter(new(1, 4)), loss = whole.Loss(Sparsemax.Card, logits, whole.Labels(1));
        scores.CopyTo(whole.Values(logits));
        whole.ForwardBackward(loss);
        // The gradient is what is predicted less the label, which is 0.
        Assert.All(p.Zip(whole.Gradient(logits).ToArray(), [1.0, 0, 0, 0]),
            one => Assert.Equal(one.First - one.Third, one.Second, 1e-15));
        Assert.Equal(1, p.Sum(), 1e-15);
        Assert.Equal([1, 0], Predicted(ClassifierLoss.Of(Sparsemax.Card), [3, 1.5]));
        Tape<double> tape = new();
        Var x = tape.Parameter(new(1, 4)), w = tape.Input(new(1, 4));
        Var sum = tape.Sum(tape.Multiply(OutputLayer.Sparsemax.Record(tape, x), w));
        scores.CopyTo(tape.Values(x));
        weights.CopyTo(tape.Values(w));
        tape.ForwardBackward(sum);
        for (int i = 0; i < 4; i++)
        {
            double[] above = [.. scores], below = [.. scores];
            (above[i], below[i]) = (above[i] + 1e-4, below[i] - 1e-4);
            // It is linear where the support stays.
            double slope = (Dot(above) - Dot(below)) / 2e-4;
            Assert.Equal(slope, tape.Gradient(x)[i], 1e-11);
        }

        double Dot(double[] row)
            => Predicted(ClassifierLoss.Of(Sparsemax.Card), row).Zip(weights, (a, b) => a * b).Sum();
    }

    [Fact]
    public void Options_decide_what_a_prediction_is_and_what_a_target_may_be()
    {
        double log = Math.Log(3);
        Assert.Equal(3, Predicted(TargetLoss.Of(PoissonNegativeLogLikelihood.Card), [log])[0], 1e-15);
        Assert.Equal(OutputLayer.Exponential,
            TargetLoss.Of(PoissonNegativeLogLikelihood.Card, options: ("log_input", 0)).Prediction);
        Assert.Equal(OutputLayer.Linear, TargetLoss.Of(PoissonNegativeLogLikelihood.Card, OutputLayer.Linear,
            ("log_input", 0)).Prediction);
        Assert.Equal(Domain.NonNegative, Tweedie.Card.DomainOf(1));
        Assert.Equal(Domain.Positive, Tweedie.Card.DomainOf(1, ("power", 2.5)));
        Assert.Equal(Domain.Real, LambdaRank.Card.DomainOf(0));
        Assert.Throws<ArgumentException>("powers", () => Tweedie.Card.DomainOf(1, ("powers", 1)));
    }

    [Fact]
    public void What_has_no_link_is_no_loss_of_a_net_and_ranks_need_two_outputs()
    {
        foreach (LossCard card in Named[Link.None].Select(name => LossCatalog.Find(name)!))
            Assert.False(TargetLoss.Fits(card) || ClassifierLoss.Fits(card), card.Name);
        Dataset one = Dataset.OfNumbers<double>([1, 2], [0, 1], 2);
        Dataset two = Dataset.OfNumbers<double>([1, 2, 3, 4], [0, 1, 1, 0], 2);
        foreach (LossCard card in LossCatalog.All.Where(TargetLoss.Fits))
        {
            string? problem = LayerFit.Problem([1, 1], TargetLoss.Of(card), one);
            Assert.Equal(card.Link == Link.Ranking, problem?.Contains("nothing can be learned") == true);
            Assert.Null(LayerFit.Problem([2, 2], TargetLoss.Of(card), two));
        }
        Assert.NotNull(LayerFit.Problem([1, 1], TargetLoss.Of(SquaredError.Card, OutputLayer.Softmax), one));
    }

    private static double[] Predicted(NetLoss loss, double[] scores)
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(1, scores.Length)), prediction = loss.Predict(tape, x);
        scores.CopyTo(tape.Values(x));
        tape.Forward();
        return tape.ReadOnlyValues(prediction).ToArray();
    }
}

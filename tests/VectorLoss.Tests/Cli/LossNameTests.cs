using VectorLoss.Catalogue;
using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Losses by the names that other libraries give them.</summary>
public sealed class LossNameTests : Workplace
{
    [Theory]
    // PyTorch, classes and functions.
    [InlineData("L1Loss", "l1")]
    [InlineData("l1_loss", "l1")]
    [InlineData("MSELoss", "mse")]
    [InlineData("CrossEntropyLoss", "cross-entropy")]
    [InlineData("cross_entropy", "cross-entropy")]
    [InlineData("CTCLoss", "ctc")]
    [InlineData("NLLLoss", "nll")]
    [InlineData("PoissonNLLLoss", "poisson-nll")]
    [InlineData("GaussianNLLLoss", "gaussian-nll")]
    [InlineData("KLDivLoss", "kl-div")]
    [InlineData("BCELoss", "binary-cross-entropy")]
    [InlineData("torch.nn.BCEWithLogitsLoss", "binary-cross-entropy-with-logits")]
    [InlineData("binary_cross_entropy_with_logits", "binary-cross-entropy-with-logits")]
    [InlineData("MarginRankingLoss", "margin-ranking")]
    [InlineData("HingeEmbeddingLoss", "hinge-embedding")]
    [InlineData("MultiLabelMarginLoss", "multilabel-margin")]
    [InlineData("HuberLoss", "huber")]
    [InlineData("SmoothL1Loss", "smooth-l1")]
    [InlineData("SoftMarginLoss", "soft-margin")]
    [InlineData("MultiLabelSoftMarginLoss", "multilabel-soft-margin")]
    [InlineData("CosineEmbeddingLoss", "cosine-embedding")]
    [InlineData("MultiMarginLoss", "multi-margin")]
    [InlineData("TripletMarginLoss", "triplet-margin")]
    [InlineData("sigmoid_focal_loss", "sigmoid-focal")]
    // Keras.
    [InlineData("keras.losses.MeanSquaredError", "mse")]
    [InlineData("mean-squared-error", "mse")]
    [InlineData("mean_absolute_error", "l1")]
    [InlineData("MeanAbsolutePercentageError", "mape")]
    [InlineData("MeanSquaredLogarithmicError", "msle")]
    [InlineData("binary-crossentropy", "binary-cross-entropy")]
    [InlineData("CategoricalFocalCrossentropy", "categorical-focal")]
    [InlineData("CategoricalHinge", "crammer-singer")]
    [InlineData("LogCosh", "log-cosh")]
    [InlineData("SquaredHinge", "squared-hinge")]
    [InlineData("Tversky", "tversky")]
    [InlineData("Dice", "dice")]
    // Optax.
    [InlineData("optax.l2_loss", "half-mse")]
    [InlineData("squared_error", "mse")]
    [InlineData("cosine_distance", "cosine-distance")]
    [InlineData("sigmoid_binary_cross_entropy", "binary-cross-entropy-with-logits")]
    [InlineData("softmax_cross_entropy_with_integer_labels", "cross-entropy")]
    [InlineData("poly_loss_cross_entropy", "poly-cross-entropy")]
    [InlineData("perceptron_loss", "perceptron")]
    [InlineData("ntxent", "info-nce")]
    [InlineData("ranking_softmax_loss", "ranking-softmax")]
    [InlineData("multiclass_sparsemax_loss", "sparsemax")]
    // scikit-learn.
    [InlineData("hinge_loss", "hinge")]
    [InlineData("mean_squared_log_error", "msle")]
    [InlineData("mean_pinball_loss", "quantile")]
    [InlineData("HalfPoissonLoss", "poisson-nll")]
    [InlineData("HalfMultinomialLoss", "cross-entropy")]
    [InlineData("HalfSquaredError", "half-mse")]
    [InlineData("HalfBinomialLoss", "binary-cross-entropy-with-logits")]
    [InlineData("PinballLoss", "quantile")]
    [InlineData("AbsoluteError", "l1")]
    [InlineData("HalfGammaLoss", "gamma-nll")]
    [InlineData("HalfTweedieLoss", "tweedie")]
    [InlineData("ExponentialLoss", "exponential")]
    [InlineData("mean_absolute_percentage_error", "mape")]
    // PyTorch's functional forms, TorchSharp.
    [InlineData("torch.nn.functional.mse_loss", "mse")]
    [InlineData("F.kl_div", "kl-div")]
    [InlineData("F.nll_loss", "nll")]
    [InlineData("F.smooth_l1_loss", "smooth-l1")]
    [InlineData("F.huber_loss", "huber")]
    [InlineData("F.ctc_loss", "ctc")]
    [InlineData("F.multilabel_margin_loss", "multilabel-margin")]
    [InlineData("F.multilabel_soft_margin_loss", "multilabel-soft-margin")]
    [InlineData("F.triplet_margin_loss", "triplet-margin")]
    [InlineData("F.hinge_embedding_loss", "hinge-embedding")]
    [InlineData("F.gaussian_nll_loss", "gaussian-nll")]
    [InlineData("F.poisson_nll_loss", "poisson-nll")]
    [InlineData("TorchSharp.torch.nn.CrossEntropyLoss", "cross-entropy")]
    [InlineData("TorchSharp.torch.nn.functional.binary_cross_entropy", "binary-cross-entropy")]
    // More of Keras and optax.
    [InlineData("MSLE", "msle")]
    [InlineData("logcosh", "log-cosh")]
    [InlineData("CategoricalGeneralizedCrossEntropy", "generalized-cross-entropy")]
    [InlineData("optax.losses.safe_softmax_cross_entropy", "cross-entropy")]
    [InlineData("optax.convex_kl_divergence", "generalized-kl")]
    [InlineData("optax.multiclass_hinge_loss", "crammer-singer")]
    public void A_name_of_another_library_is_known(string name, string card)
    {
        Assert.Equal(card, LossLookup.Find(name).Name);
        Assert.Equal(Run("losses", card).Out, Run("losses", name).Out);
    }

    [Theory]
    [InlineData("l2", "mse, (p − t)², or half-mse")]
    [InlineData("log-loss", "cross-entropy (many classes, logits), binary-cross-entropy (probabilities)")]
    [InlineData("log_loss", "binary-cross-entropy-with-logits")]
    [InlineData("focal", "sigmoid-focal")]
    [InlineData("FocalLoss", "categorical-focal")]
    [InlineData("SparseCategoricalCrossentropy", "nll")]
    [InlineData("KLDivergence", "kl-div")]
    [InlineData("KLD", "both take logarithms")]
    public void A_name_that_means_two_losses_is_refused_with_the_choice(string name, string choice)
    {
        foreach (string command in (string[])["loss", "losses"])
        {
            Answer answer = Run(command, name);
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains($"'{name}' is ambiguous", answer.Line);
            Assert.Contains(choice, answer.Line);
        }
    }

    [Theory]
    [InlineData("sklearn.metrics.mean_poisson_deviance", "twice poisson-nll with log_input 0")]
    [InlineData("TripletMarginWithDistanceLoss", "triplet-margin takes a norm by its option p")]
    [InlineData("Entmax", "FenchelYoung of a TsallisRegulariser")]
    [InlineData("FenchelYoungLoss", "FenchelYoung makes others from C#")]
    [InlineData("AdaptiveLogSoftmaxWithLoss", "AdaptiveSoftmax is it from C#")]
    [InlineData("adaptive-softmax", "AdaptiveSoftmax is it from C#")]
    [InlineData("HalfTweedieLossIdentity", "tweedie with log_input 0")]
    [InlineData("zero_one_loss", "hinge and soft-margin bound it")]
    [InlineData("brier_score_loss", "of probabilities of yes it is mse")]
    public void A_loss_that_is_not_here_is_refused_with_what_comes_next(string name, string near)
    {
        foreach (string[] words in (string[][])[["loss", name], ["losses", name], ["gradcheck", "--loss", name]])
        {
            Answer answer = Run(words);
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains($"there is no loss '{name}'", answer.Line);
            Assert.Contains(near, answer.Line);
        }
    }

    [Fact]
    public void Gradcheck_knows_the_same_names()
    {
        Assert.Contains("passed: 2 gradients of 2",
            Run("gradcheck", "--loss", "torch.nn.HuberLoss", "--cases", "1").Out);
        Assert.Contains("did you mean 'huber'", Run("gradcheck", "--loss", "hubr").Line);
        Assert.Contains("'l2' is ambiguous", Run("gradcheck", "--loss", "l2").Line);
        Assert.Contains("did you mean", Run("gradcheck", "--op", "matmull").Line);
    }

    [Theory]
    [InlineData("hubr", "huber")]
    [InlineData("Mean-Square-Error", "mean-squared-error")]
    [InlineData("corss-entropy", "cross-entropy")]
    [InlineData("triplet-loss-margin", "triplet-margin")]
    public void An_unknown_name_gets_the_nearest(string name, string near)
    {
        Answer answer = Run("losses", name);
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Contains($"there is no loss '{name}'; did you mean", answer.Line);
        Assert.Contains($"'{near}'", answer.Line);
    }

    [Fact]
    public void Names_and_aliases_differ_in_more_than_capitals_and_dashes()
        => Assert.Equal(LossLookup.Names.Count(), LossLookup.Names.Select(Nearest.Plain).Distinct().Count());

    [Fact]
    public void Every_name_of_the_catalogue_finds_its_own_card()
        => Assert.All(LossCatalog.All, card => Assert.All([.. card.Aliases, card.Name, card.Name.ToUpperInvariant()],
            name => Assert.Same(card, LossLookup.Find(name))));
}

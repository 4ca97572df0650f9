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

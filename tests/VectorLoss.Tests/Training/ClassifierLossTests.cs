using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

public class ClassifierLossTests
{
    public static TheoryData<string> Losses => ["softmax", "textbook", "mse", "sse", "bce", "hinge", "huber"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_can_be_trained(string name)
    {
        ClassifierLoss loss = name switch
        {
            "softmax" => ClassifierLoss.SoftmaxCrossEntropy,
            "textbook" => ClassifierLoss.CrossEntropyError,
            "mse" => ClassifierLoss.Of(SquaredError.Card),
            "sse" => ClassifierLoss.Of(HalfSquaredError.Card, OutputLayer.Sigmoid),
            "bce" => ClassifierLoss.Of(BinaryCrossEntropyWithLogits.Card),
            "hinge" => ClassifierLoss.Of(Hinge.Card),
            _ => ClassifierLoss.Of(Huber.Card, OutputLayer.Linear, ("delta", 0.5)),
        };
        Assert.InRange(New<float>(Plan with { Steps = 250 }, hidden: Activation.Tanh, loss: loss).Trainer.Run(null,
            Stop).Test!.Accuracy, 0.9, 1);
    }

    [Fact]
    public void Every_loss_of_the_catalogue_that_fits_runs_and_the_rest_is_refused()
    {
        foreach (LossCard card in LossCatalog.All)
        {
            if (ClassifierLoss.Fits(card))
            {
                Assert.True(double.IsFinite(New<float>(Plan with { Steps = 3 },
                    loss: ClassifierLoss.Of(card)).Trainer.Run(null, Stop).TrainLoss), card.Name);
            }
            else
                Assert.Contains(card.Name, Assert.Throws<ArgumentException>(() => ClassifierLoss.Of(card)).Message);
        }
        Assert.False(ClassifierLoss.Fits(InfoNce.Card));
        Assert.True(ClassifierLoss.Fits(CategoricalFocal.Card));
    }
}

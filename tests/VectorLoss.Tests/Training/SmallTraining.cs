using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>A training that takes milliseconds: images of 4 × 4 pixels, one hidden layer.</summary>
internal static class SmallTraining
{
    internal static readonly DigitSet Train = SmallDigits.Make(600, 1);
    internal static readonly DigitSet Test = SmallDigits.Make(230, 2);
    internal static readonly TrainingPlan Plan = new()
    {
        Rate = LearningRate.Constant(0.02),
        Steps = 80,
        BatchSize = 20,
        Seed = 5,
    };

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static (Mlp<T> Net, Trainer<T> Trainer) New<T>(
        TrainingPlan plan, int threads = 1, Activation hidden = Activation.Relu, ClassifierLoss? loss = null,
            Optimizer<T>? optimizer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(new Tape<T>(threads), [16, 12, 10], hidden);
        net.Initialize(Initializer.For(hidden), plan.Seed);
        return (net, new(net, loss ?? ClassifierLoss.SoftmaxCrossEntropy, optimizer ?? new Adam<T>(), Train, Test,
            plan));
    }
}

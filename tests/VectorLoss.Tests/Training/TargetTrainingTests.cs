using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Nets that learn arrays of the caller: numbers, several numbers, labels, several labels.</summary>
public sealed class TargetTrainingTests
{
    private const int Samples = 230;

    public static TheoryData<string> Losses
        => [.. LossCatalog.All.Where(TargetLoss.Fits).Select(card => card.Name)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_of_numbers_is_learned_in_batches_of_which_the_last_is_smaller(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        (double before, double after) = Learn<float>(TargetLoss.Of(card), card.Inputs[1].Domain, 2);
        Assert.True(after < before, $"{name}: {before} became {after}");
        // The cosine of one number is its sign, and a list of one item is in order.
        int columns = card.Family == LossFamily.Row ? 3 : 1;
        (before, after) = Learn<double>(TargetLoss.Of(card), card.Inputs[1].Domain, columns);
        Assert.True(after < before, $"{name}: {before} to {after}");
    }

    public static TheoryData<string> LabelLosses
        => [.. LossCatalog.All.Where(ClassifierLoss.Fits).Select(card => card.Name)];

    [Theory]
    [MemberData(nameof(LabelLosses))]
    public void Every_loss_of_labels_is_learned_in_batches_of_which_the_last_is_smaller(string name)
    {
        ClassifierLoss loss = ClassifierLoss.Of(LossCatalog.Find(name)!);
        double before = new Evaluator<double>(NewNet<double>([3, 8, 3]), loss, Labelled()).Run().Loss;
        (_, Trainer<double> trainer) = New<double>(loss, Labelled(), 3, Plan);
        TrainingResult result = trainer.Run(null, TestContext.Current.CancellationToken);
        Assert.True(result.Test!.Loss < before, $"{name}: {before} became {result.Test.Loss}");
        Assert.Equal(Samples, result.Test.Count);
    }

    // 230 samples in batches of 23: none is smaller, and the weights are all 1.
    [Fact]
    public void Where_no_batch_is_smaller_the_bits_are_those_of_whole_batches()
    {
        TrainingPlan whole = Plan with { BatchSize = 23 };
        foreach (NetLoss loss in (NetLoss[])[ClassifierLoss.SoftmaxCrossEntropy, ClassifierLoss.Of(Huber.Card)])
        {
            (Mlp<float> one, Trainer<float> first) = New<float>(loss, Labelled(), 3, whole);
            (Mlp<float> two, Trainer<float> second) = New<float>(loss, Labelled(), 3,
                whole with { PartialBatches = false });
            first.Run(null, TestContext.Current.CancellationToken);
            second.Run(null, TestContext.Current.CancellationToken);
            Assert.Equal(SeededNet.Parameters(one), SeededNet.Parameters(two));
        }
    }

    // The same seven samples alone, recorded as seven rows: weights of 10/7 and a division by 10 round a few times
    // more than a division by 7, and sums of numbers near 1 over two layers keep that below 1e-13.
    [Fact]
    public void A_smaller_batch_moves_as_one_that_was_recorded_so()
    {
        Dataset seven = Numbers<double>(Domain.Real, 2).Part([.. Enumerable.Range(0, 7)]);
        TargetLoss loss = TargetLoss.Of(Huber.Card);
        double[][] moved = [.. ((int[])[7, 10]).Select(rows =>
        {
            Mlp<double> net = NewNet<double>([3, 8, 2]);
            NetProgram<double> program = new(net, loss, rows, isPartial: rows == 10);
            program.Load(seven, [0, 1, 2, 3, 4, 5, 6]);
            new Sgd<double>().Step(net.Tape, program.LossVar, 0.1);
            Assert.Equal(7, program.Samples);
            return net.Parameters.ToArray().SelectMany(one => net.Tape.ReadOnlyValues(one).ToArray())
                .Append(program.Loss).ToArray();
        })];
        Assert.All(moved[0].Zip(moved[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    // Nothing was in the rows beyond it before. Weights of 4 and a division by 4 round nothing.
    [Theory]
    [MemberData(nameof(Losses))]
    public void A_first_batch_of_one_sample_is_that_sample(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        int columns = card.Family == LossFamily.Row ? 3 : 1;
        Dataset one = Numbers<double>(card.Inputs[1].Domain, columns).Part([4]);
        double[][] found = [.. ((int[])[1, 4]).Select(rows =>
        {
            Mlp<double> net = NewNet<double>([3, 8, columns]);
            NetProgram<double> program = new(net, TargetLoss.Of(card), rows, isPartial: rows == 4);
            program.Load(one, [0]);
            net.Tape.ForwardBackward(program.LossVar);
            return net.Parameters.ToArray().SelectMany(one => net.Tape.Gradient(one).ToArray())
                .Append(program.Loss).ToArray();
        })];
        Assert.All(found[0].Zip(found[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    [Fact]
    public void Quantiles_are_those_of_the_noise()
    {
        SeededRandom random = new(3);
        double[] inputs = new double[4000], targets = new double[4000];
        for (int i = 0; i < inputs.Length; i++)
            (inputs[i], targets[i]) = (random.Uniform(-1, 1), random.Uniform(0, 1));
        Dataset data = Dataset.OfNumbers(inputs, targets, inputs.Length);
        TargetLoss loss = TargetLoss.Quantiles(0.1, 0.8);
        (Mlp<double> net, Trainer<double> trainer) = New<double>(loss, data, 2, Plan with
        {
            Steps = 2000,
            Rate = LearningRate.Cosine(0.01, 2000),
        });
        trainer.Run(null, TestContext.Current.CancellationToken);
        double[] predictions = Predictor<double>.Run(net, loss, data);
        // Uniform noise: the quantiles are 0.1 and 0.8. 4,000 samples know a quantile to ±√(q(1−q)/4000) < 0.008; a
        // net that follows them a little, three times as far.
        Assert.Equal(0.1, predictions.Where((_, i) => i % 2 == 0).Average(), 0.025);
        Assert.Equal(0.8, predictions.Where((_, i) => i % 2 == 1).Average(), 0.025);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Dataset numbers = Numbers<float>(Domain.Real, 2);
        Assert.Contains("the loss takes labels", Assert.Throws<ArgumentException>("train",
            () => New<float>(ClassifierLoss.SoftmaxCrossEntropy, numbers, 2, Plan)).Message);
        Assert.Contains("the loss needs 4 for the targets", Assert.Throws<ArgumentException>("train",
            () => New<float>(TargetLoss.Quantiles(0.1, 0.9), numbers, 2, Plan)).Message);
        Assert.Throws<ArgumentException>("card", () => TargetLoss.Of(CrossEntropy.Card));
        Assert.Throws<ArgumentException>("card", () => TargetLoss.Of(TripletMargin.Card));
        Assert.Throws<ArgumentException>("levels", () => TargetLoss.Quantiles());
        Assert.Throws<ArgumentException>("plan", () => New<float>(TargetLoss.Of(Huber.Card), numbers, 2,
            Plan with { TargetAccuracy = 0.5 }));
        Assert.Throws<ArgumentException>("plan", () => New<float>(TargetLoss.Of(Huber.Card), numbers, 2,
            Plan with { Patience = 2, EvaluateEvery = 0 }));
        Assert.Throws<ArgumentException>("data",
            () => Predictor<float>.Run(NewNet<float>([4, 2]), TargetLoss.Of(Huber.Card), numbers));
    }

    private static TrainingPlan Plan { get; } = new()
    {
        Rate = LearningRate.Constant(0.01),
        Steps = 60,
        BatchSize = 50,
        PartialBatches = true,
        EvaluateEvery = 10,
        Seed = 3,
    };

    private static (double Before, double After) Learn<T>(NetLoss loss, Domain domain, int targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset data = Numbers<T>(domain, targets);
        double before = new Evaluator<T>(NewNet<T>([3, 8, targets]), loss, data).Run().Loss;
        (_, Trainer<T> trainer) = New<T>(loss, data, targets, Plan);
        TrainingResult result = trainer.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal((0, Samples), (result.Test!.Classes, result.Test.Count));
        Assert.Equal(double.NaN, result.Test.Accuracy);
        return (before, result.Test.Loss);
    }

    private static (Mlp<T> Net, Trainer<T> Trainer) New<T>(NetLoss loss, Dataset data, int outputs, TrainingPlan plan)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = NewNet<T>([data.Inputs, 8, outputs]);
        return (net, new(net, loss, new Adam<T>(), data, data, plan));
    }

    private static Mlp<T> NewNet<T>(int[] layers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(new Tape<T>(), layers);
        net.Initialize(Initializer.He, 5);
        return net;
    }

    private static Dataset Labelled()
    {
        SeededRandom random = new(9);
        float[] inputs = [.. Enumerable.Range(0, 3 * Samples).Select(_ => (float)random.Normal())];
        int[] labels = [.. Enumerable.Range(0, Samples)
            .Select(i => inputs[3 * i] > 0.3 ? 2 : inputs[(3 * i) + 1] > 0 ? 1 : 0)];
        return Dataset.OfLabels(inputs, labels, 3);
    }

    private static Dataset Numbers<T>(Domain domain, int targets) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SeededRandom random = new(8);
        T[] inputs = [.. Enumerable.Range(0, 3 * Samples).Select(_ => T.CreateTruncating(random.Normal()))];
        double Target(int i)
        {
            double x = double.CreateTruncating(inputs[(3 * (i / targets)) + (i % targets)]) - 0.4;
            return domain switch
            {
                Domain.Sign => x > 0 ? 1 : -1,
                Domain.Probability => x > 0 ? 1 : 0,
                Domain.Positive or Domain.NonNegative => 0.1 + (x * x),
                _ => x,
            };
        }
        T[] all = [.. Enumerable.Range(0, targets * Samples).Select(i => T.CreateTruncating(Target(i)))];
        return Dataset.OfNumbers(inputs, all, Samples);
    }
}

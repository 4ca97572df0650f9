using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class TrainerTests
{
    private static readonly DigitSet Train = SmallDigits.Make(600, 1);
    private static readonly DigitSet Test = SmallDigits.Make(230, 2);
    private static readonly TrainingPlan Plan = new() { Rate = LearningRate.Constant(0.02), Steps = 80, BatchSize = 20,
        Seed = 5 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void It_learns()
    {
        TrainingResult result = New<float>(Plan).Trainer.Run(null, Stop);
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.Equal(80, result.Steps);
        Assert.True(result.Test!.Accuracy > 0.95, $"accuracy {result.Test.Accuracy}");
        Assert.Equal(230, result.Test.Count);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void The_same_seed_gives_the_same_bits_for_any_number_of_threads(Activation hidden)
    {
        float[] once = Parameters<float>(Plan, 1, hidden);
        Assert.Equal(once, Parameters<float>(Plan, 1, hidden));
        Assert.Equal(once, Parameters<float>(Plan, 3, hidden));
        Assert.NotEqual(once, Parameters<float>(Plan with { Seed = 6 }, 1, hidden));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Assert.Equal(0, New<float>(Plan with { GradientNorm = true }).Trainer.Run(null, Stop).BytesPerStep);
        Assert.Equal(0, New<double>(Plan with { Replacement = true }, threads: 2).Trainer.Run(null, Stop).BytesPerStep);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_an_exception_that_names_the_step()
    {
        TrainingPlan wild = Plan with { Rate = LearningRate.Constant(1e30) };
        TrainingDivergedException problem = Assert.Throws<TrainingDivergedException>(() => New<float>(wild,
            optimizer: new Sgd<float>()).Trainer.Run(null, Stop));
        Assert.InRange(problem.Step, 2, 20);
        Assert.False(double.IsFinite(problem.Loss));
        Assert.Contains($"in step {problem.Step}", problem.Message);
        Assert.Contains("smaller learning rate", problem.Message);
    }

    // Central differences err by h²/6 times a third derivative, and by roundings of 10⁻¹⁶/h: both far below 10⁻⁶ here.
    [Fact]
    public void Numerical_gradients_take_the_same_path_as_backpropagation()
    {
        TrainingPlan plan = Plan with { Steps = 3 };
        double[] tape = Parameters<double>(plan, 1, Activation.Tanh);
        double[] differences = Parameters<double>(plan with { Gradient = GradientSource.Numerical }, 1,
            Activation.Tanh);
        for (int i = 0; i < tape.Length; i++)
            Assert.Equal(tape[i], differences[i], 1e-5);
        Assert.NotEqual(tape, differences);
    }

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

    [Fact]
    public void It_stops_at_the_target_and_evaluates_as_often_as_the_plan_says()
    {
        Recorder recorder = new();
        TrainingResult result = New<float>(Plan with { Steps = 1000, EvaluateEvery = 10,
            TargetAccuracy = 0.9 }).Trainer.Run(recorder, Stop);
        Assert.Equal(TrainingEnd.TargetReached, result.End);
        Assert.True(result.Steps < 1000 && result.Test!.Accuracy >= 0.9);
        Assert.Equal(Enumerable.Range(1, (int)result.Steps).Select(i => (long)i),
            recorder.Steps.Select(report => report.Step));
        Assert.Equal(Enumerable.Range(1, (int)result.Steps / 10).Select(i => 10L * i), recorder.Evaluations);
        Assert.All(recorder.Steps,
            report => Assert.True(report.Loss > 0 && report.Accuracy is >= 0 and <= 1 && report.SamplesPerSecond > 0));
    }

    [Fact]
    public void The_mean_loss_is_that_of_the_last_hundred_batches()
    {
        Recorder recorder = new();
        TrainingResult result = New<float>(Plan with { Steps = 130 }).Trainer.Run(recorder, Stop);
        Assert.Equal(recorder.Steps.TakeLast(100).Average(report => report.Loss), result.TrainLoss, 1e-12);
    }

    [Fact]
    public void Cancelling_ends_it_between_two_steps()
    {
        using CancellationTokenSource source = new();
        Recorder recorder = new() { After = step => { if (step == 7) source.Cancel(); } };
        TrainingResult result = New<float>(Plan).Trainer.Run(recorder, source.Token);
        Assert.Equal((TrainingEnd.Cancelled, 7L), (result.End, result.Steps));
        Assert.Null(result.Test);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_sizes()
    {
        Tape<float> tape = new();
        ArgumentException inputs = Assert.Throws<ArgumentException>(() => Trainer(new Mlp<float>(tape, [17, 10])));
        Assert.Contains("17 inputs", inputs.Message);
        Assert.Contains("16 pixels", inputs.Message);
        Assert.Contains("9 outputs",
            Assert.Throws<ArgumentException>(() => Trainer(new Mlp<float>(tape, [16, 9]))).Message);
        Assert.Contains("601",
            Assert.Throws<ArgumentException>(() => New<float>(Plan with { BatchSize = 601 })).Message);
        Assert.Contains("double",
            Assert.Throws<ArgumentException>(() => New<float>(Plan with { Gradient = GradientSource.Numerical }))
                .Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => New<float>(Plan with { Steps = 0 }));
        Assert.Throws<ArgumentException>(() => new Mlp<float>(tape, [16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp<float>(tape, [16, 0, 10]));

        static Trainer<float> Trainer(Mlp<float> net)
            => new(net, ClassifierLoss.SoftmaxCrossEntropy, new Sgd<float>(), Train, Test, Plan);
    }

    // 730 images: a chunk of 500 and a rest of 230, each with its own program.
    [Fact]
    public void An_evaluation_sees_every_image_once()
    {
        DigitSet data = SmallDigits.Make(730, 3);
        Mlp<double> net = new(new Tape<double>(), [16, 10]);
        net.Initialize(Initializer.Glorot, 1);
        Evaluation all = new Evaluator<double>(net, ClassifierLoss.SoftmaxCrossEntropy, data).Run();
        Assert.Equal(730, all.Count);
        for (int label = 0; label < 10; label++)
        {
            Assert.Equal(data.Labels.Count((byte)label),
                Enumerable.Range(0, 10).Sum(predicted => all[label, predicted]));
        }
        Assert.Equal(Enumerable.Range(0, 10).Sum(label => all[label, label]), all.Correct);
        Assert.Equal(PlainLoss(net, data), all.Loss, 1e-12);
    }

    private static double PlainLoss(Mlp<double> net, DigitSet data)
    {
        double total = 0;
        ReadOnlySpan<double> weights = net.Tape.Values(net.Parameters[0]);
        for (int i = 0; i < data.Count; i++)
        {
            double[] scores = new double[10];
            for (int pixel = 0; pixel < 16; pixel++)
            {
                for (int c = 0; c < 10; c++)
                    scores[c] += data.Image(i)[pixel] / 255.0 * weights[(pixel * 10) + c];
            }
            total += Math.Log(scores.Sum(Math.Exp)) - scores[data.Labels[i]];
        }
        return total / data.Count;
    }

    private static (Mlp<T> Net, Trainer<T> Trainer) New<T>(
        TrainingPlan plan, int threads = 1, Activation hidden = Activation.Relu, ClassifierLoss? loss = null,
            Optimizer<T>? optimizer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(new Tape<T>(threads), [16, 12, 10], hidden);
        net.Initialize(Initializer.For(hidden), plan.Seed);
        return (net, new(net, loss ?? ClassifierLoss.SoftmaxCrossEntropy, optimizer ?? new Adam<T>(), Train, Test,
            plan));
    }

    private static T[] Parameters<T>(TrainingPlan plan, int threads, Activation hidden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Mlp<T> net, Trainer<T> trainer) = New<T>(plan, threads, hidden);
        trainer.Run(null, Stop);
        List<T> all = [];
        foreach (Var parameter in net.Parameters)
            all.AddRange(net.Tape.Values(parameter));
        return [.. all];
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<StepReport> Steps { get; } = [];
        public List<long> Evaluations { get; } = [];
        public Action<long>? After { get; init; }

        public void OnStep(in StepReport report)
        {
            Steps.Add(report);
            After?.Invoke(report.Step);
        }

        public void OnEvaluation(long step, Evaluation evaluation) => Evaluations.Add(step);
    }
}

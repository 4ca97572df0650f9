using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void It_learns()
    {
        TrainingResult result = New<float>(Plan).Trainer.Run(null, Stop);
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.Equal(80, result.Steps);
        Assert.True(result.Test!.Accuracy > 0.95, $"accuracy {result.Test.Accuracy}");
        Assert.Equal(230, result.Test.Count);
    }

    [Fact]
    public void A_run_that_is_over_evaluates_no_more()
    {
        Counting counted = new();
        Trainer<float> trainer = New<float>(Plan with { EvaluateEvery = 40 }).Trainer;
        TrainingResult first = trainer.Run(counted, Stop), second = trainer.Run(counted, Stop);
        Assert.Equal([40, 80], counted.Evaluated);
        Assert.Equal((first.End, first.Steps, first.Test), (second.End, second.Steps, second.Test));
        Assert.True(first.EvaluationSeconds > 0 && first.StepSeconds > 0);
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

    [Fact]
    public void A_schedule_that_gives_no_rate_is_named_and_nothing_has_begun()
    {
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, -1])
        {
            (_, Trainer<float> trainer) = New<float>(Plan with { Rate = new Broken(bad) });
            Assert.Contains($"plan.Rate, Broken, gives {bad} in step 3 after 0 evaluations",
                Assert.Throws<InvalidOperationException>(() => trainer.Run(null, Stop)).Message);
            Assert.Equal(2, trainer.Capture().Step);
        }
        Assert.Throws<ArgumentOutOfRangeException>("plan.Gradient",
            () => New<float>(Plan with { Gradient = (GradientSource)9 }));
    }

    private sealed record Broken(double Rate) : LearningRate
    {
        public override double At(long step) => step < 3 ? 0.1 : Rate;
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

    [Fact]
    public void It_stops_at_the_target_and_evaluates_as_often_as_the_plan_says()
    {
        Recorder recorder = new();
        TrainingResult result = New<float>(Plan with
        {
            Steps = 1000,
            EvaluateEvery = 10,
            TargetAccuracy = 0.9
        }).Trainer.Run(recorder, Stop);
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

    private sealed class Counting : ITrainingObserver
    {
        public List<long> Evaluated { get; } = [];

        public void OnEvaluation(long step, Evaluation evaluation) => Evaluated.Add(step);
    }
}

using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

/// <summary>Early stopping: the net of the lowest loss is kept, also where training was stopped and goes on.</summary>
public sealed class PatienceTests : IDisposable
{
    // A rate so large that the loss on the test images rises again and again.
    private static readonly TrainingPlan Wild = Plan with
    {
        Steps = 600,
        EvaluateEvery = 3,
        Patience = 2,
        Rate = LearningRate.Constant(0.3),
    };

    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void It_ends_after_so_many_evaluations_without_a_lower_loss_and_keeps_the_best_net()
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Wild);
        Losses losses = new();
        TrainingResult result = trainer.Run(losses, Stop);
        Assert.Equal(TrainingEnd.OutOfPatience, result.End);
        (long step, double least) = losses.Seen.MinBy(one => one.Loss);
        Assert.Equal((step, least), (result.BestStep, result.Test!.Loss));
        Assert.Equal(step + (2 * 3), result.Steps);
        Assert.Equal(least, new Evaluator<float>(net, ClassifierLoss.SoftmaxCrossEntropy, Test).Run().Loss);
    }

    [Fact]
    public void One_that_goes_on_ends_in_the_same_bits()
    {
        (Mlp<float> whole, Trainer<float> trainer) = New<float>(Wild);
        List<TrainingState<float>> states = [trainer.Capture()];
        TrainingResult end = trainer.Run(new Losses(() => states.Add(trainer.Capture())), Stop);
        EndAlike(whole, end, states, () => null);
    }

    private void EndAlike(Mlp<float> whole, TrainingResult end, List<TrainingState<float>> states,
        Func<Optimizer<float>?> optimizer)
    {
        string path = Path.Combine(directory, "state");
        foreach (TrainingState<float> state in states)
        {
            state.Save(path);
            (Mlp<float> net, Trainer<float> other) = New<float>(Wild, threads: 2, optimizer: optimizer());
            other.Restore(TrainingState<float>.Load(path));
            TrainingResult rest = other.Run(null, Stop);
            Assert.Equal((end.End, end.Steps, end.BestStep), (rest.End, rest.Steps, rest.BestStep));
            Assert.Equal(SeededNet.Parameters(whole), SeededNet.Parameters(net));
        }
    }

    // A trainer that has run goes back to the state of another one, or of its own beginning.
    [Fact]
    public void The_best_net_goes_back_to_that_of_the_state_or_to_none()
    {
        (Mlp<float> net, _) = New<float>(Wild);
        BestNet<float> best = new(net), other = new(net);
        best.Offer(3, 0.5);
        best.Offer(6, 0.75);
        BestState<float> state = best.Capture()!;
        best.Offer(9, 0.25);
        best.Continue(state);
        Assert.Equal((3, 0.5, 1), (best.Step, best.Loss, best.Worse));
        best.Continue(null);
        Assert.Equal((0, double.PositiveInfinity, 0), (best.Step, best.Loss, best.Worse));
        Assert.Null(best.Capture());
        other.Continue(state);
        Assert.Equal(state.Parameters, other.Capture()!.Parameters);
    }

    // The averages of the parameters are what is evaluated, so that the best ones are kept.
    [Fact]
    public void Where_averages_are_kept_the_best_of_them_are_the_net_also_after_going_on()
    {
        Momentum<float> Averaging() => new() { AverageDecay = 0.6 };
        (Mlp<float> whole, Trainer<float> trainer) = New<float>(Wild, optimizer: Averaging());
        List<TrainingState<float>> states = [];
        Losses losses = new(() => states.Add(trainer.Capture()));
        TrainingResult end = trainer.Run(losses, Stop);
        (long step, double least) = losses.Seen.MinBy(one => one.Loss);
        Assert.Equal((TrainingEnd.OutOfPatience, step, least), (end.End, end.BestStep, end.Test!.Loss));
        Assert.Equal(least, new Evaluator<float>(whole, ClassifierLoss.SoftmaxCrossEntropy, Test).Run().Loss);
        EndAlike(whole, end, states, Averaging);
    }

    [Fact]
    public void What_is_evaluated_on_the_way_are_the_averages_that_training_leaves()
    {
        TrainingPlan plan = Plan with { Steps = 30, EvaluateEvery = 10 };
        (Mlp<double> net, Trainer<double> trainer) = New<double>(plan,
            optimizer: new Momentum<double> { AverageDecay = 0.9 });
        Losses losses = new();
        TrainingResult result = trainer.Run(losses, Stop);
        Assert.Equal([10, 20, 30], losses.Seen.Select(one => one.Step));
        Assert.Equal(losses.Seen[^1].Loss, result.Test!.Loss);
        Assert.Equal(result.Test.Loss, new Evaluator<double>(net, ClassifierLoss.SoftmaxCrossEntropy, Test).Run().Loss);
        TrainingResult moved = New<double>(plan, optimizer: new Momentum<double>()).Trainer.Run(null, Stop);
        Assert.Equal(moved.TrainLoss, result.TrainLoss);
        Assert.NotEqual(moved.Test!.Loss, result.Test.Loss);
    }

    [Fact]
    public void All_steps_are_done_where_it_goes_on_getting_better_and_the_best_net_is_kept_too()
    {
        (Mlp<double> net, Trainer<double> trainer) = New<double>(Wild with { Steps = 30, Patience = 100 });
        Losses losses = new();
        TrainingResult result = trainer.Run(losses, Stop);
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.Equal(losses.Seen.Min(one => one.Loss), result.Test!.Loss);
        Assert.Equal(result.Test.Loss, new Evaluator<double>(net, ClassifierLoss.SoftmaxCrossEntropy, Test).Run().Loss);
    }

    private sealed class Losses(Action? afterStep = null) : ITrainingObserver
    {
        public List<(long Step, double Loss)> Seen { get; } = [];

        public void OnStep(in StepReport report) => afterStep?.Invoke();

        public void OnEvaluation(long step, Evaluation evaluation) => Seen.Add((step, evaluation.Loss));
    }
}

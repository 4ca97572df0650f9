using VectorLoss.Lanes;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

/// <summary>Optimisers and schedules that are written outside of the engine, from its public members alone.</summary>
public sealed class OwnOptimizerTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void An_optimiser_of_your_own_trains_on_all_threads_and_goes_on_from_a_checkpoint()
    {
        TrainingPlan plan = Plan with { Steps = 30, Rate = new Halving(0.02), EvaluateEvery = 10 };
        string file = Path.Combine(directory, "state");
        (var net, Trainer<float> trainer) = New<float>(plan, optimizer: new SignDescent());
        trainer.Run(new At(15, () => trainer.Capture().Save(file)), Stop);
        (var again, Trainer<float> other) = New<float>(plan, threads: 2, optimizer: new SignDescent());
        other.Restore(TrainingState<float>.Load(file));
        other.Run(null, Stop);
        Assert.Equal(SeededNet.Parameters(net), SeededNet.Parameters(again));
    }

    [Fact]
    public void Its_step_allocates_nothing_and_is_taken_back_when_it_leaves_the_numbers()
    {
        StepNet<float> net = new(8, 2);
        SignDescent own = new() { OnNonFiniteGradient = NonFiniteGradient.Skip };
        Allocations.None(() => own.Step(net.Tape, net.Loss, 1e-4));
        float[] before = net.Parameters();
        double sum = own.Sum;
        Assert.True(double.IsFinite(own.Step(net.Tape, net.Loss, 1e300)));
        Assert.Equal((1, sum), (own.SkippedSteps, own.Sum));
        Assert.Equal(before, net.Parameters());
    }

    [Fact]
    public void A_step_whose_move_throws_is_taken_back()
    {
        StepNet<float> net = new(8, 2);
        SignDescent own = new();
        own.Step(net.Tape, net.Loss, 1e-3);
        float[] before = net.Parameters();
        OptimizerState<float> state = own.Stepper.Capture(null);
        own.FailsAt = 2;
        Assert.Throws<NotImplementedException>(() => own.Step(net.Tape, net.Loss, 1e-3));
        Assert.Equal((1, 1), (own.Steps, own.Sum));
        Assert.Equal(before, net.Parameters());
        Assert.Equal(state.Arrays, own.Stepper.Capture(null).Arrays);
    }

    [Fact]
    public void A_state_that_the_optimiser_has_not_is_named()
    {
        float[] values = [1], gradient = [1];
        Asking asking = new((in step) => step.Run(new SignRule(0.1)));
        Assert.Contains("SignRule has 1 states, and the optimiser keeps 0",
            Assert.Throws<ArgumentException>("rule", () => asking.Update(0, values, gradient)).Message);
        // The average stands behind the states, and is none.
        foreach (int bad in (int[])[-1, 0, 5])
        {
            asking = new((in step) => step.State(bad)[0] = 1) { AverageDecay = 0.5 };
            Assert.Contains("keeps 0 states", Assert.Throws<ArgumentOutOfRangeException>("state",
                () => asking.Update(0, values, gradient)).Message);
        }
    }

    private delegate void Asked(in ParameterStep<float> step);

    private sealed class Asking(Asked asked) : Optimizer<float>(states: 0)
    {
        public override string Name => "asking";

        protected override void BeginStep()
        {
        }

        protected override void Move(in ParameterStep<float> step) => asked(step);
    }

    /// <summary>p ← p − η·g / (|mean| + |g| + 1), with a mean of three quarters.</summary>
    private readonly struct SignRule(double rate) : IUpdateRule
    {
        public static int States => 1;

        public R Next<R>(R parameter, R gradient, ref R mean, ref R none, ref R nothing) where R : struct, IReal<R>
        {
            mean = R.MulAdd(R.Of(0.75), mean, R.Of(0.25) * gradient);
            R move = gradient / (R.Abs(mean) + R.Abs(gradient) + R.Of(1));
            return R.MulAdd(R.Of(-rate), move, parameter);
        }
    }

    private sealed class SignDescent() : Optimizer<float>(states: 1)
    {
        private readonly double[] sum = new double[1];

        public override string Name => "sign-descent";

        public double Sum => sum[0];

        public int FailsAt { get; set; } = -1;

        protected override Span<double> Scalars => sum;

        protected override void BeginStep() => sum[0]++;

        protected override void Move(in ParameterStep<float> step)
            => step.Run(step.Index == FailsAt ? throw new NotImplementedException() : new SignRule(step.Rate / sum[0]));
    }

    private sealed record Halving(double Rate) : LearningRate
    {
        public override double At(long step) => Rate / Math.Sqrt(step);

        public override double After(ReadOnlySpan<double> losses) => 1.0 / (1 + losses.Length);
    }

    private sealed class At(long step, Action action) : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
                action();
        }

        public void OnEvaluation(long step, Evaluation evaluation)
        {
        }
    }
}

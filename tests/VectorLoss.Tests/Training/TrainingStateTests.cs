using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Malformed;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

/// <summary>A training that goes on from a state ends as one that was never stopped, to the last bit.</summary>
public sealed class TrainingStateTests : IDisposable
{
    private static readonly TrainingPlan Short = Plan with
    {
        Steps = 45,
        EvaluateEvery = 7,
        Rate = LearningRate.Cosine(0.02, 45).WarmedUp(5),
    };

    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string At(string name) => Path.Combine(directory, name);

    // Epochs of 600 images in batches of 20 end after step 30.
    [Theory]
    [InlineData("adam", false)]
    [InlineData("adam", true)]
    [InlineData("momentum", false)]
    [InlineData("sgd", false)]
    [InlineData("sgd", true)]
    [InlineData("sgd decay", false)]
    [InlineData("sgd nesterov", true)]
    [InlineData("adamw decay", true)]
    [InlineData("amsgrad", false)]
    [InlineData("nadam decay", false)]
    [InlineData("radam", true)]
    [InlineData("rmsprop all", false)]
    [InlineData("adagrad decay", true)]
    [InlineData("lion decay", false)]
    public void Stopped_after_any_step_it_ends_in_the_same_bits(string optimizer, bool replacement)
    {
        TrainingPlan plan = Short with { Replacement = replacement };
        Continues<float>(plan, optimizer);
        Continues<double>(plan with { GradientNorm = true }, optimizer);
    }

    [Fact]
    public void Numerical_gradients_go_on_too()
        => Continues<double>(Short with { Steps = 4, EvaluateEvery = 2, Gradient = GradientSource.Numerical }, "adam");

    private void Continues<T>(TrainingPlan plan, string optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Mlp<T> net, Trainer<T> trainer) = New<T>(plan, optimizer: OptimizerExamples.Make<T>(optimizer));
        List<TrainingState<T>> states = [trainer.Capture()];
        TrainingResult whole = trainer.Run(new Each(() => states.Add(trainer.Capture())), Stop);
        Assert.Equal(plan.Steps + 1, states.Count);
        foreach (TrainingState<T> state in states)
        {
            state.Save(At("state"));
            (Mlp<T> again, Trainer<T> other) = New<T>(plan with { GradientNorm = state.Step % 2 == 0 },
                threads: 1 + (int)(state.Step % 3), optimizer: OptimizerExamples.Make<T>(optimizer));
            // What is there before must not matter.
            again.Initialize(Initializer.Normal(1), 99);
            other.Restore(TrainingState<T>.Load(At("state")));
            List<long> evaluated = [];
            TrainingResult rest = other.Run(new Each(static () => { }, evaluated.Add), Stop);
            Assert.Equal(SeededNet.Parameters(net), SeededNet.Parameters(again));
            Assert.Equal((whole.End, whole.Steps, whole.TrainLoss), (rest.End, rest.Steps, rest.TrainLoss));
            Assert.Equal((whole.Test!.Loss, whole.Test.Correct), (rest.Test!.Loss, rest.Test.Correct));
            Assert.Equal(Enumerable.Range(1, (int)plan.Steps).Select(step => (long)step)
                .Where(step => (step % plan.EvaluateEvery == 0 || step == plan.Steps) && step > state.EvaluatedStep),
                evaluated);
        }
    }

    [Fact]
    public void A_target_that_was_reached_when_the_state_was_captured_ends_it_at_once()
    {
        TrainingPlan plan = Plan with { Steps = 1000, EvaluateEvery = 10, TargetAccuracy = 0.9 };
        (_, Trainer<float> trainer) = New<float>(plan);
        TrainingState<float>? last = null;
        TrainingResult whole = trainer.Run(new Each(() => last = trainer.Capture()), Stop);
        Assert.Equal(TrainingEnd.TargetReached, whole.End);
        foreach (TrainingState<float> state in (TrainingState<float>[])[last!, trainer.Capture()])
        {
            (_, Trainer<float> other) = New<float>(plan);
            other.Restore(state);
            TrainingResult rest = other.Run(null, Stop);
            Assert.Equal((whole.End, whole.Steps), (rest.End, rest.Steps));
        }
    }

    [Fact]
    public void The_memory_of_an_old_state_is_used_again()
    {
        (_, Trainer<float> trainer) = New<float>(Plan);
        TrainingState<float> old = trainer.Capture();
        trainer.Run(null, Stop);
        trainer.Capture().Save(At("new"));
        TrainingState<float> again = trainer.Capture(old);
        Assert.Same(old.Parameters[0], again.Parameters[0]);
        again.Save(At("again"));
        Assert.Equal(File.ReadAllBytes(At("new")), File.ReadAllBytes(At("again")));
        TrainingState<float> third = trainer.Capture(again);
        Assert.Same(again.Optimizer.Arrays[0][1], third.Optimizer.Arrays[0][1]);
        third.Save(At("again"));
        Assert.Equal(File.ReadAllBytes(At("new")), File.ReadAllBytes(At("again")));
    }

    [Fact]
    public void The_file_is_that_of_a_net_too()
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Plan);
        trainer.Run(null, Stop);
        trainer.Capture().Save(At("state"), ("loss", "huber"));
        StoredModel stored = StoredModel.Load(At("state"));
        Assert.Equal("huber", stored.Notes["loss"]);
        Assert.Equal(SeededNet.Parameters(net),
            SeededNet.Parameters(stored.Build(new Tape<float>())));
        TrainingState<float> state = TrainingState<float>.Load(At("state"));
        Assert.Equal((80, 80, "huber"), (state.Step, state.EvaluatedStep, state.Notes["loss"]));
        byte[] before = File.ReadAllBytes(At("state"));
        trainer.Capture().Save(At("state"), ("loss", "huber"));
        Assert.Equal(before, File.ReadAllBytes(At("state")));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_what_differs()
    {
        (_, Trainer<float> trainer) = New<float>(Plan);
        trainer.Run(null, Stop);
        TrainingState<float> state = trainer.Capture();
        Fails(New<float>(Plan with { BatchSize = 21 }).Trainer, "batches of 20, the plan of 21");
        Fails(New<float>(Plan with { Replacement = true }).Trainer, "of shuffled epochs, the plan drawn with");
        Fails(New<float>(Plan, hidden: Activation.Tanh).Trainer, "activation is Relu, that of the net Tanh");
        Fails(New<float>(Plan, optimizer: new Momentum<float>()).Trainer, "is adam, the trainer has momentum");
        Fails(New<float>(Plan, optimizer: new Adam<float> { AverageDecay = 0.9 }).Trainer,
            "its optimiser kept 2 numbers beside each of a parameter, averages included, that of the trainer keeps 3");
        Fails(Other([16, 11, 10], Train), "layers are 16-12-10, those of the net 16-11-10");
        Fails(Other([16, 12, 10], SmallDigits.Make(600, 3)), "other training data");
        Fails(Other([16, 12, 10], SmallDigits.Make(601, 1)), "600 training samples, here are 601");

        void Fails(Trainer<float> other, string reason)
        {
            Assert.Contains(reason, other.Problem(state));
            Assert.Contains(reason, Assert.Throws<ArgumentException>("state", () => other.Restore(state)).Message);
        }

        static Trainer<float> Other(int[] layers, DigitSet train)
            => new(new(new(), layers), ClassifierLoss.SoftmaxCrossEntropy, new Adam<float>(), train, Test, Plan);
    }

    [Fact]
    public void A_file_without_a_whole_state_is_refused()
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Plan);
        StoredModel.Save(At("net"), net);
        Refused(() => TrainingState<float>.Load(At("net")), At("net"), "there is no state of a training");
        trainer.Run(null, Stop);
        trainer.Capture().Save(At("state"));
        Refused(() => TrainingState<double>.Load(At("state")), At("state"), "are F32, F64 is asked for");
        SafetensorsFile file = SafetensorsFile.Load(At("state"));
        foreach (string key in file.Metadata.Keys.Where(key => key.StartsWith("training.", StringComparison.Ordinal))
            .ToArray())
        {
            foreach (string bad in (string[])["", "x", "-1", "1,2,3,4,5,6,7,8", "0,0,0,0,0,0", "9e99"])
            {
                string old = file.Metadata[key];
                file.Metadata[key] = bad;
                file.Save(At("bad"));
                file.Metadata[key] = old;
                Refused(() => TrainingState<float>.Load(At("bad")), At("bad"), "no training goes on from this file");
            }
        }
    }

    // A tensor that is missing: of the net, of the record, or of the optimiser, which only the trainer can miss.
    [Fact]
    public void A_state_of_which_a_tensor_is_missing_is_refused()
    {
        (_, Trainer<float> trainer) = New<float>(Plan);
        trainer.Run(null, Stop);
        trainer.Capture().Save(At("state"));
        SafetensorsFile whole = SafetensorsFile.Load(At("state"));
        foreach (StoredTensor missing in whole.Tensors)
        {
            SafetensorsFile part = new();
            foreach ((string key, string value) in whole.Metadata)
                part.Metadata[key] = value;
            foreach (StoredTensor tensor in whole.Tensors.Where(tensor => tensor != missing))
            {
                double[] values = new double[tensor.Count];
                tensor.CopyTo<double>(values);
                if (tensor.Type == "F64")
                    part.Add<double>(tensor.Name, tensor.Shape, values);
                else
                    part.Add<float>(tensor.Name, tensor.Shape, [.. values.Select(value => (float)value)]);
            }
            part.Save(At("part"));
            Exception? problem = Record.Exception(() => New<float>(Plan).Trainer
                .Restore(TrainingState<float>.Load(At("part"))));
            Assert.True(problem is DataFormatException or ArgumentException, $"{missing}: {problem}");
        }
    }

    [Fact]
    public void A_state_with_a_number_that_is_not_finite_is_neither_saved_nor_read()
    {
        TrainingPlan plan = Plan with { EvaluateEvery = 10, Patience = 100 };
        (Mlp<float> net, Trainer<float> trainer) = New<float>(plan);
        trainer.Run(null, Stop);
        trainer.Capture().Save(At("state"));
        SafetensorsFile whole = SafetensorsFile.Load(At("state"));
        foreach (StoredTensor tensor in whole.Tensors.Where(tensor => tensor.Type == "F32").ToArray())
        {
            SafetensorsFile bad = SafetensorsFile.Load(At("state"));
            float[] values = new float[tensor.Count];
            tensor.CopyTo<float>(values);
            values[^1] = float.NaN;
            Replace(bad, tensor, values).Save(At("bad"));
            Refused(() => TrainingState<float>.Load(At("bad")), At("bad"), $"{tensor.Name} holds NaN");
        }
        whole.Metadata["training.best"] = "10,NaN,0";
        whole.Save(At("bad"));
        Refused(() => TrainingState<float>.Load(At("bad")), At("bad"), "the best parameters are damaged");
        byte[] before = File.ReadAllBytes(At("state"));
        net.Tape.Values(net.Parameters[0])[0] = float.NaN;
        Assert.Contains("layers.0.weight holds NaN at 0", Assert.Throws<InvalidOperationException>(
            () => trainer.Capture().Save(At("state"))).Message);
        Assert.Equal(before, File.ReadAllBytes(At("state")));
    }

    private static SafetensorsFile Replace(SafetensorsFile file, StoredTensor old, float[] values)
    {
        SafetensorsFile other = new();
        foreach ((string key, string value) in file.Metadata)
            other.Metadata[key] = value;
        foreach (StoredTensor tensor in file.Tensors)
        {
            double[] own = new double[tensor.Count];
            tensor.CopyTo<double>(own);
            if (tensor.Type == "F64")
                other.Add<double>(tensor.Name, tensor.Shape, own);
            else
                other.Add<float>(tensor.Name, tensor.Shape,
                    tensor.Name == old.Name ? values : [.. own.Select(value => (float)value)]);
        }
        return other;
    }

    [Theory]
    [InlineData(10, 30L)]
    [InlineData(100, 0L)]
    // The copy that is made just before the failed step has no finite loss and must not come back.
    [InlineData(1, 34L)]
    [InlineData(0, null)]
    public void A_training_that_diverges_has_its_last_good_parameters_again(int every, long? good)
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Plan with { SnapshotEvery = every });
        List<float[]> parameters = [SeededNet.Parameters(net)];
        TrainingDivergedException problem = Assert.Throws<TrainingDivergedException>(() => trainer.Run(new Each(() =>
        {
            parameters.Add(SeededNet.Parameters(net));
            if (parameters.Count == 36)
                net.Tape.Values(net.Parameters[0]).Fill(3e38f);
        }), Stop));
        Assert.Equal((36, good), (problem.Step, problem.GoodStep));
        if (good is { } step)
        {
            Assert.Contains($"in step 36 at learning rate 0.02; the net is as after step {good}", problem.Message);
            Assert.Equal(parameters[(int)step], SeededNet.Parameters(net));
        }
    }

    // The copies of the run that was left behind are none of the one that is gone on with.
    [Fact]
    public void What_diverges_after_going_back_has_the_parameters_of_the_state_again()
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Plan with { SnapshotEvery = 10 });
        TrainingState<float>? state = null;
        using CancellationTokenSource end = new();
        trainer.Run(new EachStep(step =>
        {
            state = step == 15 ? trainer.Capture() : state;
            if (step == 30)
                end.Cancel();
        }), end.Token);
        trainer.Restore(state!);
        float[] parameters = SeededNet.Parameters(net);
        TrainingDivergedException problem = Assert.Throws<TrainingDivergedException>(
            () => trainer.Run(SpoilAfter(net, 17), Stop));
        Assert.Equal((18, 15), (problem.Step, problem.GoodStep));
        Assert.Equal(parameters, SeededNet.Parameters(net));
    }

    // The copy that waited for the step that failed is not good because the next step is.
    [Fact]
    public void What_goes_on_after_it_diverged_does_not_keep_the_copy_that_failed()
    {
        (Mlp<float> net, Trainer<float> trainer) = New<float>(Plan with { SnapshotEvery = 35 });
        float[] parameters = SeededNet.Parameters(net);
        foreach (long step in (long[])[35, 37])
        {
            TrainingDivergedException problem = Assert.Throws<TrainingDivergedException>(
                () => trainer.Run(SpoilAfter(net, step), Stop));
            Assert.Equal((step + 1, 0), (problem.Step, problem.GoodStep));
            Assert.Equal(parameters, SeededNet.Parameters(net));
        }
    }

    private sealed class EachStep(Action<long> afterStep) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => afterStep(report.Step);

        public void OnEvaluation(long step, Evaluation evaluation)
        {
        }
    }

    private static EachStep SpoilAfter(Mlp<float> net, long last) => new(step =>
    {
        if (step == last)
            net.Tape.Values(net.Parameters[0]).Fill(3e38f);
    });

    private sealed class Each(Action afterStep, Action<long>? afterEvaluation = null) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => afterStep();

        public void OnEvaluation(long step, Evaluation evaluation) => afterEvaluation?.Invoke(step);
    }
}

using VectorLoss.Autodiff;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Training.SmallTraining;

namespace VectorLoss.Tests.Training;

/// <summary>What every optimiser does around its rule: clipping, groups, averages, accumulation, steps taken
/// back.</summary>
public class StepOptionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e-3)]
    [InlineData(1e30)]
    [InlineData(5e37)]
    [InlineData(1e-42)]
    public void A_gradient_is_clipped_to_the_norm_whatever_its_size(float size)
    {
        Tape<float> tape = Linear(out Var loss, 3 * size, 4 * size);
        tape.ForwardBackward(loss);
        // The components are rounded to float, and so is their factor.
        double norm = GradientClip.ByNorm(tape, 0.5 * size);
        Assert.Equal(5, norm / size, 1e-5 + (1e-45 / size));
        float[] clipped = tape.Gradient(tape.Parameters[0]).ToArray();
        Assert.Equal(0.3, clipped[0] / size, 1e-6 + (1e-45 / size));
        Assert.Equal(0.4, clipped[1] / size, 1e-6 + (1e-45 / size));
        GradientClip.ByNorm(tape, 10.0 * size);
        Assert.Equal(clipped, tape.Gradient(tape.Parameters[0]).ToArray());
    }

    [Fact]
    public void A_norm_beyond_double_is_clipped_too_and_a_small_limit_keeps_its_digits()
    {
        Tape<double> large = Linear(out Var loss, 1.2e308, 1.6e308);
        large.ForwardBackward(loss);
        Assert.Equal(double.PositiveInfinity, GradientClip.ByNorm(large, 5));
        Assert.Equal([3, 4], large.Gradient(large.Parameters[0]).ToArray().Select(one => Math.Round(one, 12)));
        Tape<float> huge = Linear(out Var other, 3e38f, 0);
        huge.ForwardBackward(other);
        GradientClip.ByNorm(huge, 0.3);
        Assert.Equal(0.3, huge.Gradient(huge.Parameters[0])[0], 1e-7);
    }

    [Fact]
    public void A_gradient_is_cut_by_value_and_NaN_stays()
    {
        Tape<double> tape = Linear(out Var loss, 3.0, -0.5);
        tape.ForwardBackward(loss);
        GradientClip.ByValue(tape, 1);
        Assert.Equal([1, -0.5], tape.Gradient(tape.Parameters[0]).ToArray());
        tape = Linear(out loss, double.NaN, -7);
        tape.ForwardBackward(loss);
        GradientClip.ByValue(tape, 1);
        Assert.Equal([double.NaN, -1], tape.Gradient(tape.Parameters[0]).ToArray());
        Assert.True(double.IsNaN(GradientClip.ByNorm(tape, 1)));
    }

    [Fact]
    public void An_optimiser_clips_before_it_moves()
    {
        Tape<double> tape = Linear(out Var loss, 30.0, -40);
        Sgd<double> sgd = new() { ClipValue = 30, ClipNorm = 1 };
        sgd.Step(tape, loss, 1);
        double root = Math.Sqrt(2);
        Assert.Equal(-1 / root, tape.ReadOnlyValues(tape.Parameters[0])[0], 1e-15);
        Assert.Equal(1 / root, tape.ReadOnlyValues(tape.Parameters[0])[1], 1e-15);
        Assert.Equal(30 * root, sgd.GradientNorm, 1e-12);
        Assert.Equal("ClipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => sgd.ClipNorm = 0).ParamName);
        Assert.Equal("AverageDecay", Assert.Throws<ArgumentOutOfRangeException>(
            () => new Sgd<float> { AverageDecay = 1 }).ParamName);
    }

    [Fact]
    public void A_group_has_a_rate_and_a_decay_of_its_own()
    {
        Sgd<double> sgd = new(weightDecay: 0.5);
        sgd.SetGroup([1, 3], rateFactor: 10, weightDecay: 0);
        sgd.Begin(0.1);
        double[] first = [1], second = [1], third = [1];
        sgd.Update(0, first, [1.0]);
        sgd.Update(1, second, [1.0]);
        sgd.Update(2, third, [1.0]);
        Assert.Equal([0.85, 0, 0.85], [first[0], second[0], third[0]]);
        Assert.Throws<ArgumentOutOfRangeException>("parameters", () => sgd.SetGroup([-1]));
        Assert.Throws<ArgumentOutOfRangeException>("rateFactor", () => sgd.SetGroup([1], -1));
    }

    // PyTorch's AveragedModel: the parameters after the first step, then d·a + (1 − d)·p.
    [Fact]
    public void Averages_follow_the_parameters_and_can_take_their_place()
    {
        Tape<double> tape = Linear(out Var loss, 1.0, 2);
        Sgd<double> sgd = new() { AverageDecay = 0.9 };
        Assert.Throws<InvalidOperationException>(() => sgd.SwapAverages(tape));
        double expected = 0;
        for (int step = 1; step <= 5; step++)
        {
            sgd.Step(tape, loss, 0.1);
            expected = step == 1 ? -0.1 : (0.9 * expected) + (0.1 * -0.1 * step);
        }
        sgd.SwapAverages(tape);
        Assert.Equal(expected, tape.ReadOnlyValues(tape.Parameters[0])[0], 1e-15);
        sgd.SwapAverages(tape);
        Assert.Equal(-0.5, tape.ReadOnlyValues(tape.Parameters[0])[0], 1e-15);
        Assert.Throws<InvalidOperationException>(() => sgd.AverageDecay = 0.5);
    }

    // Steps that moved the averages would leave p at neither.
    [Fact]
    public void A_step_is_refused_while_averages_are_shown()
    {
        Tape<double> tape = Linear(out Var loss, 1.0, 2);
        Var p = tape.Parameters[0];
        Sgd<double> sgd = new() { AverageDecay = 0.9 };
        sgd.Step(tape, loss, 0.1);
        sgd.Step(tape, loss, 0.1);
        sgd.SwapAverages(tape);
        double[] averages = tape.ReadOnlyValues(p).ToArray();
        Action[] steps = [() => sgd.Step(tape, loss, 0.1), () => sgd.Apply(tape, 0.1), () => sgd.Begin(0.1)];
        foreach (Action step in steps)
            Assert.Contains("SwapAverages", Assert.Throws<InvalidOperationException>(step).Message);
        Assert.Equal(averages, tape.ReadOnlyValues(p).ToArray());
        sgd.SwapAverages(tape);
        sgd.Step(tape, loss, 0.1);
        Assert.Equal(3, sgd.Steps);
        Assert.Equal([-0.3, -0.6], tape.ReadOnlyValues(p).ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void A_state_that_is_captured_while_averages_are_shown_is_that_of_the_parameters()
    {
        Momentum<double> momentum = new() { AverageDecay = 0.9 };
        (Mlp<double> net, Trainer<double> trainer) = New<double>(Plan with { Steps = 5 }, optimizer: momentum);
        trainer.Run(null, Stop);
        momentum.SwapAverages(net.Tape);
        double[] parameters = SeededNet.Parameters(net);
        TrainingState<double> hidden = trainer.Capture();
        momentum.SwapAverages(net.Tape);
        TrainingState<double> shown = trainer.Capture();
        Assert.NotEqual(parameters, SeededNet.Parameters(net));
        Assert.Equal(hidden.Parameters, shown.Parameters);
        Assert.Equal(hidden.Optimizer.Arrays, shown.Optimizer.Arrays);
    }

    [Fact]
    public void Averages_of_another_tape_are_not_swapped_and_none_are_asked_for_too_early()
    {
        Tape<double> tape = Linear(out Var loss, 1.0, 2), other = new();
        other.Parameter(new(1, 3));
        Sgd<double> sgd = new() { AverageDecay = 0.9 };
        Assert.Throws<InvalidOperationException>(() => sgd.SwapAverages(tape));
        sgd.AverageDecay = 0.5;
        sgd.Step(tape, loss, 0.1);
        Assert.Throws<InvalidOperationException>(() => sgd.SwapAverages(other));
        Assert.Throws<InvalidOperationException>(() => new Sgd<double> { AverageDecay = 0.5 }.SwapAverages(new()));
    }

    // The first parameter fits, so that it would move before the second is found not to.
    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void A_tape_that_does_not_fit_moves_nothing(string name)
    {
        Tape<double> tape = Two(2, out Var loss), other = Two(3, out Var otherLoss);
        Optimizer<double> optimizer = OptimizerExamples.Make<double>(name);
        optimizer.Step(tape, loss, 0.1);
        double[] before = Values(other);
        Action[] steps = [() => optimizer.Step(other, otherLoss, 0.1), () => optimizer.Apply(other, 0.1)];
        foreach (Action step in steps)
            Assert.Contains("Parameter 1 of the tape has 1×3 numbers, and in the steps before it had 2",
                Assert.Throws<ArgumentException>("tape", step).Message);
        Assert.Equal(1, optimizer.Steps);
        Assert.Equal(before, Values(other));
        optimizer.SetGroup([99]);
        Assert.Contains("The tape has 2 parameters, and a group names parameter 99",
            Assert.Throws<ArgumentException>("tape", () => optimizer.Step(tape, loss, 0.1)).Message);

        static Tape<double> Two(int width, out Var loss)
        {
            Tape<double> tape = new();
            Var a = tape.Parameter(new(1, 2)), b = tape.Parameter(new(1, width));
            (tape.Values(a)[0], tape.Values(b)[0]) = (1, 2);
            loss = tape.Add(tape.Sum(tape.Multiply(a, a)), tape.Sum(tape.Multiply(b, b)));
            return tape;
        }

        static double[] Values(Tape<double> tape)
            => [.. tape.Parameters.SelectMany(one => tape.ReadOnlyValues(one).ToArray())];
    }

    [Fact]
    public void Groups_are_set_whole_or_not_at_all_and_of_any_place()
    {
        Sgd<double> sgd = new();
        Assert.Throws<ArgumentOutOfRangeException>("parameters", () => sgd.SetGroup([0, -1], 0));
        Assert.True(sgd.Stepper.Groups.IsEmpty);
        sgd.SetGroup([int.MaxValue], 0);
        Assert.Equal(0, sgd.Stepper.Groups.Of(int.MaxValue, 0).Factor);
        Assert.Throws<ArgumentOutOfRangeException>("OnNonFiniteGradient",
            () => sgd.OnNonFiniteGradient = (NonFiniteGradient)9);
    }

    [Fact]
    public void Accumulated_batches_are_one_batch_of_all()
    {
        TrainingPlan one = Plan with { Steps = 10, BatchSize = 40 };
        TrainingPlan parts = one with { BatchSize = 20, Accumulate = 2 };
        (var net, Trainer<double> trainer) = New<double>(one, optimizer: new AdamW<double>());
        trainer.Run(null, Stop);
        (var other, Trainer<double> accumulating) = New<double>(parts, optimizer: new AdamW<double>());
        accumulating.Run(null, Stop);
        // The same images in another order of additions.
        Assert.All(SeededNet.Parameters(net).Zip(SeededNet.Parameters(other)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void An_update_that_is_not_finite_is_taken_back(string name)
    {
        Tape<float> tape = Linear(out Var loss, 1e5f, 1), twin = Linear(out Var same, 1e5f, 1);
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name, NonFiniteGradient.Skip);
        Optimizer<float> calm = OptimizerExamples.Make<float>(name, NonFiniteGradient.Skip);
        optimizer.Step(tape, loss, 1e-3);
        calm.Step(twin, same, 1e-3);
        // A rate that no float survives: nothing may remember it.
        float[] before = tape.ReadOnlyValues(tape.Parameters[0]).ToArray();
        optimizer.Step(tape, loss, 1e300);
        Assert.Equal(before, tape.ReadOnlyValues(tape.Parameters[0]).ToArray());
        Assert.Equal((1, 1), (optimizer.Steps, optimizer.SkippedSteps));
        optimizer.OnNonFiniteGradient = NonFiniteGradient.Throw;
        Assert.Contains("update of parameter 0", Assert.Throws<TrainingDivergedException>(
            () => optimizer.Step(tape, loss, 1e300)).Message);
        optimizer.Step(tape, loss, 1e-3);
        calm.Step(twin, same, 1e-3);
        Assert.Equal(twin.ReadOnlyValues(twin.Parameters[0]).ToArray(),
            tape.ReadOnlyValues(tape.Parameters[0]).ToArray());
    }

    // The refused step has a gradient whose square leaves float; what it would have kept roots for, it did not do.
    [Theory]
    [InlineData("adam")]
    [InlineData("amsgrad")]
    [InlineData("rmsprop all")]
    public void Roots_that_a_refused_update_began_to_keep_are_forgotten(string name)
    {
        Tape<float> tape = Linear(out Var loss, out Var factors, 2f, 1), twin = Linear(out Var same, 2f, 1);
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name, NonFiniteGradient.Skip);
        Optimizer<float> calm = OptimizerExamples.Make<float>(name, NonFiniteGradient.Skip);
        optimizer.Step(tape, loss, 1e-3);
        calm.Step(twin, same, 1e-3);
        tape.Values(factors)[0] = 1e25f;
        optimizer.Step(tape, loss, 1e300);
        tape.Values(factors)[0] = 2;
        for (int step = 0; step < 3; step++)
        {
            optimizer.Step(tape, loss, 1e-3);
            calm.Step(twin, same, 1e-3);
        }
        Assert.Equal((4, 1), (optimizer.Steps, optimizer.SkippedSteps));
        Assert.Equal(twin.ReadOnlyValues(twin.Parameters[0]).ToArray(),
            tape.ReadOnlyValues(tape.Parameters[0]).ToArray());
    }

    // In double the squares stay. The third gradient makes a float keep roots, of states that are large, or of both
    // signs; 120 roundings of moves that add up to less than 10.
    [Theory]
    [InlineData("adam")]
    [InlineData("amsgrad")]
    [InlineData("nadam")]
    [InlineData("rmsprop")]
    [InlineData("rmsprop momentum")]
    [InlineData("rmsprop centred")]
    [InlineData("rmsprop all")]
    [InlineData("adagrad")]
    public void What_begins_to_keep_roots_goes_on_as_if_it_always_had(string name)
    {
        Optimizer<float> narrow = OptimizerExamples.Make<float>(name);
        Optimizer<double> wide = OptimizerExamples.Make<double>(name);
        float[] value = [1];
        double[] expected = [1];
        foreach (float gradient in (float[])[-1e18f, 3e18f, 1e25f, 1e24f, -2e18f])
        {
            narrow.Begin(0.01);
            wide.Begin(0.01);
            narrow.Update(0, value, [gradient]);
            wide.Update(0, expected, [gradient]);
            Assert.Equal(expected[0], value[0], 120 * Math.ScaleB(10, -24));
        }
        Assert.True(narrow.Memory.KeepsRoots(0) && !wide.Memory.KeepsRoots(0));
    }

    // Gradients whose squares leave float: roots are kept from then on, and a checkpoint says so.
    [Theory]
    [InlineData("adam")]
    [InlineData("amsgrad")]
    [InlineData("rmsprop all")]
    public void Roots_go_on_from_a_checkpoint(string name)
    {
        Optimizer<float> whole = OptimizerExamples.Make<float>(name), rest = OptimizerExamples.Make<float>(name);
        float[] values = [1, 2], copy = [0, 0];
        for (int step = 0; step < 6; step++)
        {
            if (step == 3)
            {
                values.CopyTo(copy, 0);
                OptimizerState<float> state = whole.Stepper.Capture(null);
                Assert.True(rest.Stepper.Fits(state, [2]));
                rest.Stepper.Restore(state);
            }
            float[] gradient = [step == 1 ? 1e25f : 1e20f, 1];
            whole.Begin(0.01);
            whole.Update(0, values, gradient);
            if (step < 3)
                continue;
            rest.Begin(0.01);
            rest.Update(0, copy, gradient);
            Assert.Equal(values, copy);
        }
    }

    private static Tape<T> Linear<T>(out Var loss, T a, T b)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => Linear(out loss, out _, a, b);

    // The loss is a·p₀ + b·p₁.
    private static Tape<T> Linear<T>(out Var loss, out Var factors, T a, T b)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Var p = tape.Parameter(new(1, 2));
        factors = tape.Input(new(1, 2));
        (tape.Values(factors)[0], tape.Values(factors)[1]) = (a, b);
        loss = tape.Sum(tape.Multiply(p, factors));
        return tape;
    }
}

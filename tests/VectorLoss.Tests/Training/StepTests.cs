using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>A step in one call is the step in three calls, bit for bit, and faster.</summary>
public class StepTests
{
    // Plain descent moves weights inside products up to 512 rows; 513 rows, decay, and the other rules take the long
    // way.
    public static TheoryData<string, int, int> Settings => new()
    {
        { "sgd", 1, 1 }, { "sgd", 8, 1 }, { "sgd", 100, 2 }, { "sgd", 512, 3 }, { "sgd", 513, 1 },
        { "sgd decay", 8, 2 },
        { "momentum", 8, 1 }, { "momentum", 100, 3 }, { "adam", 8, 1 }, { "adam", 100, 2 }, { "adamw decay", 8, 2 },
        { "sgd nesterov", 8, 2 }, { "radam", 8, 2 }, { "rmsprop all", 100, 2 }, { "adagrad", 8, 1 }, { "lion", 8, 3 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void One_call_gives_the_bits_of_three(string name, int batch, int threads)
    {
        SameBits<float>(name, batch, threads);
        SameBits<double>(name, batch, threads);
    }

    // The step keeps the gradient of the offset and not that of the weight: a sum would have begun at one of them.
    [Fact]
    public void Nothing_is_added_to_the_gradients_of_a_step_that_kept_a_part_of_them()
    {
        Tape<double> tape = new();
        Var x = tape.Input(new(2, 1)), w = tape.Parameter(new(1, 1)), b = tape.Parameter(new(1, 1));
        tape.Values(x).Fill(1);
        Var layer = tape.Linear(x, w, b), loss = tape.Mean(layer);
        new Sgd<double>().Step(tape, loss, 0.1);
        tape.Forward();
        Action[] sums = [() => tape.Backward(loss, GradientMode.Accumulate),
            () => tape.ForwardBackward(loss, GradientMode.Accumulate),
            () => tape.Backward(layer, [1, 1], GradientMode.Accumulate)];
        foreach (Action sum in sums)
            Assert.Contains("the last step kept none", Assert.Throws<InvalidOperationException>(sum).Message);
        tape.Backward(loss);
        tape.Backward(loss, GradientMode.Accumulate);
        Assert.Equal((2, 2), (tape.Gradient(w)[0], tape.Gradient(b)[0]));
        new Adam<double>().Step(tape, loss, 0.1);
        tape.ForwardBackward(loss, GradientMode.Accumulate);
        Assert.Equal((2, 2), (tape.Gradient(w)[0], tape.Gradient(b)[0]));
    }

    [Fact]
    public void A_mode_without_a_name_is_refused()
    {
        Tape<double> tape = new();
        Var p = tape.Parameter(new(1, 1)), loss = tape.Sum(p);
        tape.Forward();
        GradientMode bad = (GradientMode)9;
        Action[] passes = [() => tape.Backward(loss, bad), () => tape.ForwardBackward(loss, bad),
            () => tape.Backward(loss, [1], bad)];
        foreach (Action pass in passes)
            Assert.Throws<ArgumentOutOfRangeException>("mode", pass);
    }

    [Fact]
    public void A_parameter_of_several_ops_is_moved_once_by_its_whole_gradient()
    {
        double[] one = Shared(step: true), three = Shared(step: false);
        Assert.Equal(three, one);
    }

    [Fact]
    public void A_differentiable_input_gets_its_gradient_and_stays()
    {
        Tape<double> tape = new();
        Var weight = tape.Parameter(new(2, 1)), bias = tape.Parameter(Shape.Scalar),
            x = tape.Input(new(1, 2), differentiable: true);
        Var loss = tape.Sum(tape.Linear(x, weight, bias));
        tape.Values(weight)[0] = 3;
        new Sgd<double>().Step(tape, loss, 0.5);
        Assert.Equal([3, 0], tape.Gradient(x));
        Assert.Equal([0, 0], tape.Values(x));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_is_told_and_moves_nothing(double pixel)
    {
        StepNet<double> net = new(4, 1);
        Sgd<double> sgd = new();
        sgd.Step(net.Tape, net.Loss, 0.1);
        double[] before = net.Parameters();
        net.Tape.Values(net.Images)[5] = pixel;
        Assert.False(double.IsFinite(sgd.Step(net.Tape, net.Loss, 0.1)));
        Assert.Equal(before, net.Parameters());
        Assert.Equal(1, sgd.Steps);
    }

    // One rectified layer: the gradient of its weight is x, and the loss does not show that the weight is infinite.
    [Theory]
    [InlineData(1e38f, 0.5f, 1e20, "update of parameter 0")]
    [InlineData(1f, float.NegativeInfinity, 0.25, "gradient of parameter 0")]
    public void A_layer_that_does_not_stay_finite_stays_as_it_was(float x, float w, double rate, string broken)
    {
        Tape<float> tape = Layer(x, w, out Var loss);
        Sgd<float> sgd = new();
        Assert.Contains(broken,
            Assert.Throws<TrainingDivergedException>(() => sgd.Step(tape, loss, rate)).Message);
        Assert.Equal([w], tape.ReadOnlyValues(tape.Parameters[0]).ToArray());
        Assert.Equal([1], tape.ReadOnlyValues(tape.Parameters[1]).ToArray());
    }

    [Fact]
    public void A_weight_that_was_written_between_steps_is_looked_at_again()
    {
        Tape<float> tape = Layer(1, 0.5f, out Var loss);
        Sgd<float> sgd = new();
        Assert.Equal(1.5, sgd.Step(tape, loss, 0.25));
        Assert.Equal([0.25f], tape.ReadOnlyValues(tape.Parameters[0]).ToArray());
        tape.Values(tape.Parameters[0])[0] = float.NegativeInfinity;
        Assert.Contains("parameter 0",
            Assert.Throws<TrainingDivergedException>(() => sgd.Step(tape, loss, 0.25)).Message);
        Assert.Equal([0.75f], tape.ReadOnlyValues(tape.Parameters[1]).ToArray());
    }

    private static Tape<float> Layer(float x, float w, out Var loss)
    {
        Tape<float> tape = new();
        Var weight = tape.Parameter(new(1, 1)), bias = tape.Parameter(Shape.Scalar), input = tape.Input(new(1, 1));
        loss = tape.Sum(tape.Linear(input, weight, bias, Activation.Relu));
        (tape.Values(weight)[0], tape.Values(input)[0], tape.Values(bias)[0]) = (w, x, 1);
        return tape;
    }

    [Fact]
    public void A_gradient_that_was_not_kept_is_refused_until_a_pass_keeps_one()
    {
        StepNet<float> net = new(8, 1);
        new Sgd<float>().Step(net.Tape, net.Loss, 0.1);
        Var weight = net.Tape.Parameters[0], bias = net.Tape.Parameters[1];
        Assert.Contains("moved", Assert.Throws<InvalidOperationException>(() => net.Tape.Gradient(weight)).Message);
        Assert.Contains("moved", Assert.Throws<InvalidOperationException>(
            () => new Sgd<float>().Apply(net.Tape, 0.1)).Message);
        Assert.NotEqual(0, net.Tape.Gradient(bias)[0]);
        net.Tape.ForwardBackward(net.Loss);
        Assert.True(net.Tape.Gradient(weight).ContainsAnyExcept(0));
    }

    [Fact]
    public void Anomaly_mode_keeps_gradients()
    {
        StepNet<float> net = new(8, 1);
        net.Tape.StopsAtNonFinite = true;
        new Sgd<float>().Step(net.Tape, net.Loss, 0.1);
        Assert.True(net.Tape.Gradient(net.Tape.Parameters[0]).ContainsAnyExcept(0));
    }

    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void A_step_allocates_nothing(string name)
    {
        StepNet<float> net = new(8, 2);
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
        Allocations.None(() => optimizer.Step(net.Tape, net.Loss, 0.01));
    }

    [Fact]
    public void Arguments_are_checked_before_anything_is_computed()
    {
        StepNet<float> net = new(8, 1);
        Sgd<float> sgd = new();
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(()
            => sgd.Step(net.Tape, net.Loss, -1)).ParamName);
        Assert.Equal("tape", Assert.Throws<ArgumentNullException>(() => sgd.Step(null!, net.Loss, 1)).ParamName);
        Assert.Throws<ArgumentException>(() => sgd.Step(new Tape<float>(), net.Loss, 1));
        Assert.Equal("threads",
            Assert.Throws<ArgumentOutOfRangeException>(() => sgd.Update(0, new float[1], new float[1], 0)).ParamName);
        Assert.Equal(0, sgd.Steps);
    }

    // Three pieces and a ragged one.
    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void Threads_move_no_bit(string name)
    {
        float[] Moved(int threads)
        {
            float[] values = StepNet<float>.Numbers(50_003, 1), gradient = StepNet<float>.Numbers(50_003, 2);
            Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
            for (int step = 0; step < 3; step++)
            {
                optimizer.Begin(0.1);
                optimizer.Update(0, values, gradient, threads);
            }
            return values;
        }
        float[] one = Moved(1);
        foreach (int threads in (int[])[2, 3, 7])
            Assert.Equal(one, Moved(threads));
    }

    private static void SameBits<T>(string name, int batch, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StepNet<T> one = new(batch, threads), three = new(batch, 1);
        Optimizer<T> first = OptimizerExamples.Make<T>(name), second = OptimizerExamples.Make<T>(name);
        for (int step = 0; step < 4; step++)
        {
            first.Step(one.Tape, one.Loss, 0.1);
            three.Tape.ForwardBackward(three.Loss);
            second.Begin(0.1);
            for (int i = 0; i < three.Tape.Parameters.Count; i++)
            {
                second.Update(i, three.Tape.Values(three.Tape.Parameters[i]),
                    three.Tape.Gradient(three.Tape.Parameters[i]));
            }
            Assert.True(Bytes(three.Parameters()).SequenceEqual(Bytes(one.Parameters())), $"step {step}");
        }
    }

    private static double[] Shared(bool step)
    {
        Tape<double> tape = new();
        Var weight = tape.Parameter(new(3, 3)), bias = tape.Parameter(Shape.Row(3)), x = tape.Input(new(4, 3));
        StepNet<double>.Numbers(9, 1).CopyTo(tape.Values(weight));
        StepNet<double>.Numbers(12, 2).CopyTo(tape.Values(x));
        Var y = x;
        // The middle layer passes its gradient on through a weight that the last one must not have moved.
        for (int layer = 0; layer < 3; layer++)
            y = tape.Linear(y, weight, bias, Activation.Tanh);
        Var loss = tape.Sum(y);
        Sgd<double> sgd = new();
        if (step)
            sgd.Step(tape, loss, 0.1);
        else
        {
            tape.ForwardBackward(loss);
            sgd.Begin(0.1);
            sgd.Update(0, tape.Values(weight), tape.Gradient(weight));
            sgd.Update(1, tape.Values(bias), tape.Gradient(bias));
        }
        return [.. tape.Values(weight), .. tape.Values(bias)];
    }

    private static ReadOnlySpan<byte> Bytes<T>(T[] values) where T : unmanaged
        => MemoryMarshal.AsBytes(values.AsSpan());
}

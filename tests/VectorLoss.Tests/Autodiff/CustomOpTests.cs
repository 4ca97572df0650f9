using System.Numerics;
using System.Reflection;
using System.Runtime.Loader;
using VectorLoss.Autodiff;
using VectorLoss.Checking;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Ops that a user adds from outside the assembly, with nothing but its public surface.</summary>
public class CustomOpTests
{
    [Fact]
    public void Run_like_built_in_ones()
        => new RecordedProgram<double>([new(3, 5), new(3, 5)],
            (tape, v) => tape.Apply(new Hypotenuse<double>(), v[0], v[1]), 0.5, 2).Agrees();

    [Fact]
    public void Add_to_what_other_ops_gave()
        => new RecordedProgram<double>([new(3, 5)], (tape, v) =>
        {
            Var once = tape.Apply(new Hypotenuse<double>(), v[0], v[0]);
            return tape.Add(tape.Multiply(once, v[0]), tape.Apply(new Hypotenuse<double>(), once, v[0]));
        }, 0.5, 2).Agrees();

    [Fact]
    public void Find_no_rest_of_the_pass_before()
    {
        Tape<float> tape = new();
        Var a = tape.Parameter(Shape.Scalar), b = tape.Input(Shape.Scalar);
        Var y = tape.Apply(new Hypotenuse<float>(), a, b);
        (tape.Values(a)[0], tape.Values(b)[0]) = (3, 4);
        for (int i = 0; i < 3; i++)
        {
            tape.ForwardBackward(y);
            Assert.Equal((5, 0.6f), (tape.Scalar(y), tape.Gradient(a)[0]));
        }
    }

    /// <summary>
    /// A fresh copy of the engine, of which nothing but the tape is touched, has the check all the same.
    /// </summary>
    [Fact]
    public void Are_checked_in_a_program_that_names_no_checker()
    {
        AssemblyLoadContext fresh = new("fresh", isCollectible: true);
        Assembly engine = fresh.LoadFromAssemblyPath(typeof(Tape<>).Assembly.Location);
        Type ops = engine.GetType("VectorLoss.Autodiff.CustomOps")!;
        object? check = ops.GetProperty("Check", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null);
        Assert.Equal("CustomOpCheck", check?.GetType().Name);
        Assert.NotSame(typeof(Tape<>).Assembly, check!.GetType().Assembly);
        fresh.Unload();
    }

    /// <summary>A right op of the same type, or at another shape, does not stand for one that is wrong.</summary>
    [Fact]
    public void Are_checked_each_with_each_shape()
    {
        bool before = CustomOps.AreChecked;
        CustomOps.AreChecked = true;
        try
        {
            PowerOp right = new(wrongFrom: 100), wrong = new(wrongFrom: 4);
            Pass(right, 3);
            Pass(wrong, 3);
            Assert.Contains("PowerOp", Assert.Throws<GradientCheckException>(() => Pass(wrong, 5)).Message);
            Pass(wrong, 5);
            Assert.Throws<GradientCheckException>(() => Pass(new(wrongFrom: 1), 5));
            // Ops that are recorded anew for ever are not checked for ever.
            int refused = 0;
            for (int i = 0; i < 40; i++)
                refused += Record.Exception(() => Pass(new(wrongFrom: 1), 7)) is GradientCheckException ? 1 : 0;
            Assert.Equal(16, refused);
        }
        finally
        {
            CustomOps.AreChecked = before;
        }
    }

    private static void Pass(PowerOp op, int length)
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(Shape.Row(length)), total = tape.Sum(tape.Apply(op, x));
        tape.Values(x).Fill(0.75);
        tape.ForwardBackward(total);
    }

    [Fact]
    public void Refuse_shapes_in_their_own_name()
    {
        Tape<float> tape = new();
        Var a = tape.Parameter(new(2, 3)), b = tape.Parameter(new(3, 2));
        string message = Assert.Throws<ArgumentException>(() => tape.Apply(new Hypotenuse<float>(), a, b)).Message;
        Assert.Equal("Hypotenuse got 2×3 and 3×2: one shape is needed.", message);
        Assert.Contains("Shapeless of 0×0", Assert.Throws<ArgumentOutOfRangeException>("shape",
            () => tape.Apply(new Shapeless(), a)).Message);
    }

    /// <summary>An op that infers the shape that nobody gave.</summary>
    private sealed class Shapeless : Op<float>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => default;

        public override void Forward(in Frame<float> frame) => frame.Output.Clear();

        public override void Backward(in Frame<float> frame) => frame.DInput(0).Clear();
    }

    // An op of one's own as a training step runs it, as the last of the tape, and beside another use of its input.
    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, "ForwardBackward")]
    [InlineData(false, true, "must add")]
    public void Are_checked_in_every_way_in_which_a_tape_calls_them(bool isFusedWrong, bool writesOver, string? note)
    {
        SumOfSquares op = new(isFusedWrong, writesOver);
        GradientReport report = GradientCheck.Run(op, [(new(1, 3), [1, 2, 3])]).Single();
        Assert.Equal(note is not null, report.Failed);
        Assert.True(note is null || report.Notes.Any(one => one.Contains(note)));

        Tape<double> tape = new();
        Var x = tape.Parameter(new(1, 3)), last = tape.Apply(op, x);
        tape.Values(x).Fill(0.75);
        Assert.Equal(isFusedWrong, GradientCheck.Run(tape, last, x).Failed);
        Assert.Equal(writesOver, GradientCheck.Run(tape, tape.Add(last, tape.Sum(x)), x).Failed);
    }

    [Fact]
    public void Leave_no_gradient_that_is_read_where_they_throw()
    {
        Tape<double> tape = new();
        Var w = tape.Parameter(new(1, 3));
        FailingOp op = new();
        Var loss = tape.Add(tape.Sum(tape.Apply(op, w)), tape.Sum(w));
        tape.ForwardBackward(loss);
        Assert.Equal([2, 2, 2], tape.Gradient(w));
        op.Fails = true;
        Assert.Throws<NotSupportedException>(() => tape.ForwardBackward(loss));
        Assert.Contains("did not come to its end",
            Assert.Throws<InvalidOperationException>(() => tape.Gradient(w).Length).Message);
        Adam<double> adam = new();
        Assert.Throws<InvalidOperationException>(() => { adam.Apply(tape, 0.1); });
        Assert.Equal([0, 0, 0], tape.ReadOnlyValues(w));
        op.Fails = false;
        // What was accumulated holds a part of the pass that threw.
        Assert.Contains("Overwrite", Assert.Throws<InvalidOperationException>(
            () => tape.ForwardBackward(loss, GradientMode.Accumulate)).Message);
        tape.ForwardBackward(loss);
        tape.ForwardBackward(loss, GradientMode.Accumulate);
        Assert.Equal([4, 4, 4], tape.Gradient(w));
    }

    [Fact]
    public void Take_more_inputs_than_a_stack_has_room_for()
    {
        Tape<float> tape = new();
        Var one = tape.Parameter(new(1, 1));
        Var[] all = new Var[1_000_000];
        Array.Fill(all, one);
        Assert.Equal(new(all.Length, 1), tape.ShapeOf(tape.Concat(Axis.Rows, all)));
    }

    /// <summary>Σx², with faults.</summary>
    private sealed class SumOfSquares(bool isFusedWrong, bool writesOver) : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => new(1, 1);

        public override void Forward(in Frame<double> frame)
        {
            frame.Output[0] = 0;
            foreach (double x in frame.Input(0))
                frame.Output[0] += x * x;
        }

        public override void Backward(in Frame<double> frame)
        {
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = (writesOver ? 0 : gradient[i]) + (2 * frame.Input(0)[i] * frame.DOutput[0]);
        }

        public override void ForwardBackward(in Frame<double> frame)
        {
            base.ForwardBackward(frame);
            if (isFusedWrong)
                frame.DInput(0)[0] *= 3;
        }
    }

    /// <summary>x, whose backward pass may throw.</summary>
    private sealed class FailingOp : Op<double>
    {
        public bool Fails { get; set; }

        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<double> frame) => frame.Input(0).CopyTo(frame.Output);

        public override void Backward(in Frame<double> frame)
        {
            if (Fails)
                throw new NotSupportedException();
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += frame.DOutput[i];
        }
    }

    /// <summary>x³, whose derivative is wrong for long inputs.</summary>
    private sealed class PowerOp(int wrongFrom) : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<double> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = Math.Pow(frame.Input(0)[i], 3);
        }

        public override void Backward(in Frame<double> frame)
        {
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
            {
                double slope = 3 * frame.Input(0)[i] * (gradient.Length < wrongFrom ? frame.Input(0)[i] : 1);
                gradient[i] += frame.DOutput[i] * slope;
            }
        }
    }

    /// <summary>√(a² + b²).</summary>
    private sealed class Hypotenuse<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Name => "Hypotenuse";

        public override Shape Infer(ReadOnlySpan<Shape> inputs)
            => inputs[0] == inputs[1] ? inputs[0] : throw Misfit(inputs, "one shape is needed");

        public override void Forward(in Frame<T> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = T.Sqrt(frame.Input(0)[i] * frame.Input(0)[i] + frame.Input(1)[i] * frame.Input(1)[i]);
        }

        public override void Backward(in Frame<T> frame)
        {
            for (int input = 0; input < frame.Inputs; input++)
            {
                if (!frame.NeedsGradient(input))
                    continue;
                Span<T> gradient = frame.DInput(input);
                for (int i = 0; i < gradient.Length; i++)
                    gradient[i] += frame.DOutput[i] * frame.Input(input)[i] / frame.Output[i];
            }
        }
    }
}

using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Two threads in one tape are an exception in both, not wrong numbers.</summary>
public class TapeThreadTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void A_call_during_the_pass_of_another_thread_is_refused_in_both()
    {
        using ManualResetEventSlim inside = new(), go = new();
        Var x = tape.Parameter(Shape.Scalar), y = tape.Apply(new Waiting(inside, go), x);
        Exception? first = null;
        Thread runner = new(() => first = Record.Exception(() => tape.Forward()));
        runner.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        Action[] calls =
        [
            () => tape.Forward(), () => tape.ForwardBackward(y), () => tape.Backward(x), () => tape.HessianVector(x),
            () => tape.Values(x), () => tape.ReadOnlyValues(x), () => tape.Scalar(x), () => tape.Parameter(new(1, 1)),
            () => tape.Rewind(default), () => tape.Exp(x),
        ];
        foreach (Action call in calls)
            Assert.Contains("one thread", Assert.Throws<InvalidOperationException>(call).Message);
        go.Set();
        runner.Join();
        Assert.Contains("Another thread called", Assert.IsType<InvalidOperationException>(first).Message);
        // Afterwards the tape works again.
        tape.ForwardBackward(y);
        Assert.Equal(1, tape.Gradient(x)[0]);
    }

    [Fact]
    public void A_tape_may_be_handed_from_thread_to_thread()
    {
        Var x = tape.Parameter(Shape.Scalar), y = tape.Multiply(x, x);
        for (int i = 0; i < 4; i++)
        {
            tape.Values(x)[0] = i;
            Thread worker = new(() => tape.ForwardBackward(y));
            worker.Start();
            worker.Join();
            Assert.Equal(2 * i, tape.Gradient(x)[0]);
        }
    }

    [Fact]
    public void An_op_must_not_run_the_tape_that_runs_it()
    {
        Var x = tape.Parameter(Shape.Scalar);
        tape.Apply(new Nested(tape), x);
        Assert.Contains("by an op", Assert.Throws<InvalidOperationException>(() => tape.Forward()).Message);
    }

    private abstract class Identity : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Backward(in Frame<double> frame) => frame.DInput(0)[0] += frame.DOutput[0];
    }

    private sealed class Waiting(ManualResetEventSlim inside, ManualResetEventSlim go) : Identity
    {
        public override void Forward(in Frame<double> frame)
        {
            inside.Set();
            go.Wait();
            frame.Input(0).CopyTo(frame.Output);
        }
    }

    private sealed class Nested(Tape<double> tape) : Identity
    {
        public override void Forward(in Frame<double> frame) => tape.Forward();
    }
}

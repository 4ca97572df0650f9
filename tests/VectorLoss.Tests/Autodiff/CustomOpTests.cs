using System.Numerics;
using System.Reflection;
using System.Runtime.Loader;
using VectorLoss.Autodiff;
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

    [Fact]
    public void Refuse_shapes_in_their_own_name()
    {
        Tape<float> tape = new();
        Var a = tape.Parameter(new(2, 3)), b = tape.Parameter(new(3, 2));
        string message = Assert.Throws<ArgumentException>(() => tape.Apply(new Hypotenuse<float>(), a, b)).Message;
        Assert.Equal("Hypotenuse got 2×3 and 3×2: one shape is needed.", message);
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

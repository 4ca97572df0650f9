using System.Numerics;
using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Forward and second-order rules of ops that a user adds from outside the assembly.</summary>
public class CustomTangentTests
{
    private readonly Tape<double> tape = new();

    [Fact]
    public void An_op_without_rules_is_refused_by_name()
    {
        Var x = Leaf(3), forward = tape.Apply(new Cube<double>(), x), none = tape.Apply(new Plain<double>(), x);
        tape.Direction(x)[0] = 2;
        tape.Forward();
        Assert.Equal(2 * 27, tape.JacobianVector(forward)[0]);
        Says<NotSupportedException>(() => tape.JacobianVector(none), "Plain", "forward rule", "ForwardTangent");
        Says<NotSupportedException>(() => tape.HessianVector(none), "Plain", "forward rule");
        Says<NotSupportedException>(() => tape.HessianVector(forward), "Cube", "second-order rule", "BackwardTangent");
        // Without a direction at its inputs nothing is asked of it.
        tape.ClearDirections();
        Assert.Equal(0, tape.HessianVector(none));
    }

    [Fact]
    public void An_op_of_ones_own_may_bring_both_rules()
    {
        Var x = Leaf(3), y = tape.Exp(tape.Apply(new CurvedCube<double>(), x));
        tape.Values(x)[0] = 0.5;
        tape.Direction(x)[0] = 1;
        tape.Forward();
        tape.HessianVector(y);
        // (e^(x³))″ = (6x + 9x⁴)·e^(x³); ten operations of relative error 2⁻⁵³ and an exponential of one ULP.
        double expected = (6 * 0.5 + 9 * 0.0625) * Math.Exp(0.125);
        Assert.Equal(expected, tape.GradientTangent(x)[0], 12 * Math.ScaleB(expected, -53));
    }

    private Var Leaf(double value)
    {
        Var leaf = tape.Parameter(Shape.Scalar);
        tape.Values(leaf)[0] = value;
        return leaf;
    }

    private static void Says<TException>(Action act, params string[] words) where TException : Exception
    {
        string message = Assert.ThrowsAny<TException>(act).Message;
        Assert.All(words, word => Assert.Contains(word, message));
    }

    /// <summary>x³ without a forward rule.</summary>
    private class Plain<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Name => GetType().Name.Split('`')[0];

        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<T> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = frame.Input(0)[i] * frame.Input(0)[i] * frame.Input(0)[i];
        }

        public override void Backward(in Frame<T> frame)
        {
            Span<T> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += Slope(frame.Input(0)[i]) * frame.DOutput[i];
        }

        protected static T Slope(T x) => T.CreateTruncating(3) * x * x;
    }

    /// <summary>x³ with a forward rule.</summary>
    private class Cube<T> : Plain<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void ForwardTangent(in Frame<T> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.OutputTangent[i] = Slope(frame.Input(0)[i]) * frame.Tangent(0)[i];
        }
    }

    /// <summary>x³ with both rules.</summary>
    private sealed class CurvedCube<T> : Cube<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void BackwardTangent(in Frame<T> frame)
        {
            Span<T> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += T.CreateTruncating(6) * frame.Input(0)[i] * frame.Tangent(0)[i] * frame.DOutput[i];
        }
    }
}

using VectorLoss.Autodiff;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Derivatives of saturating functions keep their digits on both sides, alone and in a layer.</summary>
public class SaturationTests
{
    // σ(x)·σ(−x) and 1/cosh²x from 50-digit arithmetic; the float inputs are exact.
    public static TheoryData<Activation, double, double> Slopes => new()
    {
        { Activation.Sigmoid, 30, 9.357622968838423e-14 },
        { Activation.Sigmoid, -30, 9.357622968838423e-14 },
        { Activation.Sigmoid, 16.75, 5.315784689273009e-8 },
        { Activation.Sigmoid, 10, 4.5395807735951673e-5 },
        { Activation.Sigmoid, 37.42994775023705, 5.551115123125775e-17 },
        { Activation.Sigmoid, 0.5, 0.2350037122015945 },
        { Activation.Tanh, 20, 1.6993417021166355e-17 },
        { Activation.Tanh, -20, 1.6993417021166355e-17 },
        { Activation.Tanh, 9, 6.091991712323229e-8 },
        { Activation.Tanh, 0.5, 0.7864477329659274 },
    };

    [Theory, MemberData(nameof(Slopes))]
    public void Keep_their_digits(Activation activation, double x, double slope)
    {
        foreach (bool fused in (bool[])[false, true])
        {
            // One exponential of at most 2 ULP and five operations: below 8 · 2⁻⁵³ and 8 · 2⁻²⁴, relatively.
            Assert.Equal(slope, Double(activation, x, fused), 8 * Math.ScaleB(slope, -53));
            if (x == (float)x)
                Assert.Equal(slope, Single(activation, (float)x, fused), 8 * Math.ScaleB(slope, -24));
        }
    }

    private static double Double(Activation activation, double x, bool fused)
    {
        Tape<double> tape = new();
        Var leaf = tape.Parameter(Shape.Scalar), one = tape.Input(Shape.Scalar);
        (tape.Values(leaf)[0], tape.Values(one)[0]) = (x, 1);
        Var zero = tape.Input(Shape.Scalar);
        tape.ForwardBackward(fused ? tape.Linear(leaf, one, zero, activation)
            : activation == Activation.Sigmoid ? tape.Sigmoid(leaf) : tape.Tanh(leaf));
        return tape.Gradient(leaf)[0];
    }

    private static float Single(Activation activation, float x, bool fused)
    {
        Tape<float> tape = new();
        Var leaf = tape.Parameter(Shape.Scalar), one = tape.Input(Shape.Scalar);
        (tape.Values(leaf)[0], tape.Values(one)[0]) = (x, 1);
        Var zero = tape.Input(Shape.Scalar);
        tape.ForwardBackward(fused ? tape.Linear(leaf, one, zero, activation)
            : activation == Activation.Sigmoid ? tape.Sigmoid(leaf) : tape.Tanh(leaf));
        return tape.Gradient(leaf)[0];
    }
}

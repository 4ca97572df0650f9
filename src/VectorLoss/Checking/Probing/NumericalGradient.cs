using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>
/// Gradients by differences: slow, and right to some digits only, but they know nothing of derivatives and so can
/// witness for those who do.
/// </summary>
/// <remarks>
/// One number is moved at a time, in place, and put back bit for bit, also when the function throws. The quotient
/// divides by the distance that was really moved, which differs from h by the rounding of x ± h.
/// </remarks>
public static class NumericalGradient
{
    /// <summary>The step h when none is given: 1e-4, as the textbook.</summary>
    public const double UsualStep = 1e-4;

    /// <summary>The gradient of a function of a span.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The point; moved while the function is called, unchanged afterwards.</param>
    /// <param name="gradient">Receives ∂f/∂x, as long as <paramref name="x"/>; a span of its own.</param>
    /// <param name="step">h: finite and above 0.</param>
    /// <param name="difference">Central or forward.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not finite or not above 0.</exception>
    public static void Of(Objective function, Span<double> x, Span<double> gradient, double step = UsualStep,
        Difference difference = Difference.Central)
    {
        ArgumentNullException.ThrowIfNull(function);
        Run(new OfFunction(function, x), x, gradient, step, difference);
    }

    /// <summary>The gradient of a scalar on a tape with respect to a leaf.</summary>
    /// <param name="tape">The tape; afterwards its values up to <paramref name="scalar"/> are those of the point
    /// again.</param>
    /// <param name="scalar">A 1×1 variable.</param>
    /// <param name="leaf">A parameter or an input.</param>
    /// <param name="gradient">Receives ∂scalar/∂leaf, row-major.</param>
    /// <param name="step">h: finite and above 0.</param>
    /// <param name="difference">Central or forward.</param>
    /// <exception cref="ArgumentException">The length is not that of the leaf, the variable is no leaf or not 1×1, or
    /// one of them belongs to another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not finite or not above 0.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static void Of<T>(Tape<T> tape, Var scalar, Var leaf, Span<double> gradient, double step = UsualStep,
        Difference difference = Difference.Central)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!tape.IsLeaf(leaf))
            throw new ArgumentException(
                $"Variable {leaf} is computed by the tape; only a parameter or an input can be moved.", nameof(leaf));
        Run(new OfTape<T>(tape, scalar), tape.Values(leaf), gradient, step, difference);
        tape.Forward(scalar);
    }

    private static void Run<T, TFunction>(TFunction function, Span<T> x, Span<double> gradient, double step,
        Difference difference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IObjective, allows ref struct
    {
        if (gradient.Length != x.Length)
            throw new ArgumentException($"gradient has {gradient.Length} elements, x has {x.Length}.",
                nameof(gradient));
        Require.Apart(gradient, (ReadOnlySpan<T>)x, nameof(gradient), nameof(x));
        Option.Positive(step);
        double here = difference is Difference.Forward or Difference.Backward ? function.Evaluate() : 0;
        for (int i = 0; i < x.Length; i++)
        {
            gradient[i] = difference switch
            {
                Difference.FivePoint => ((4 * DifferenceQuotient.Of(function, ref x[i], step, -step))
                    - DifferenceQuotient.Of(function, ref x[i], 2 * step, -2 * step)) / 3,
                Difference.Forward => DifferenceQuotient.Of(function, ref x[i], step, 0, here),
                Difference.Backward => DifferenceQuotient.Of(function, ref x[i], -step, 0, here),
                _ => DifferenceQuotient.Of(function, ref x[i], step, -step),
            };
        }
    }

    private readonly ref struct OfFunction(Objective function, ReadOnlySpan<double> x) : IObjective
    {
        private readonly ReadOnlySpan<double> x = x;

        public double Evaluate() => function(x);
    }

    private readonly struct OfTape<T>(Tape<T> tape, Var scalar) : IObjective
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Evaluate()
        {
            tape.Forward(scalar);
            return double.CreateTruncating(tape.Scalar(scalar));
        }
    }
}

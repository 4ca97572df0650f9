using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>
/// Clipping of the gradients that the last backward pass has left on a tape, for loops of your own; <see
/// cref="Optimizer{T}.ClipNorm"/> and <see cref="Optimizer{T}.ClipValue"/> do it in every step.
/// </summary>
public static class GradientClip
{
    // Beyond these a square, or a sum of squares, leaves double.
    private const double Smallest = 1e-290, Largest = 1e290;

    // Factors below this are subnormal in float: they are split into two.
    private const double LeastFactor = 1e-30, Half = 8.271806125530277e-25;

    /// <summary>
    /// Multiplies all gradients by limit / norm if their common Euclidean norm is above the limit. No norm overflows.
    /// </summary>
    /// <param name="tape">Its parameters have gradients.</param>
    /// <param name="limit">Finite, above 0.</param>
    /// <returns>The norm before; NaN or ∞ if a gradient is not finite, and nothing is clipped then.</returns>
    /// <remarks>Source: R. Pascanu, T. Mikolov and Y. Bengio 2013, arXiv:1211.5063, algorithm 1.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public static double ByNorm<T>(Tape<T> tape, double limit) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return ByNorm(new TapeGradients<T>(tape), Option.Positive(limit), tape.Threads);
    }

    /// <summary>Moves every component that lies outside −limit … limit to the nearer end.</summary>
    /// <param name="tape">Its parameters have gradients.</param>
    /// <param name="limit">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public static void ByValue<T>(Tape<T> tape, double limit) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ByValue(new TapeGradients<T>(tape), Option.Positive(limit), tape.Threads);
    }

    internal static double ByNorm<T>(in TapeGradients<T> gradients, double limit, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double unit, double ratio) = Norm(gradients, threads);
        // limit / unit first: the norm itself may be beyond double.
        if (!double.IsFinite(unit) || !(ratio > limit / unit))
            return unit * ratio;
        double factor = limit / unit / ratio, first = factor < LeastFactor ? Half : 1;
        for (int i = 0; i < gradients.Count; i++)
        {
            Span<T> gradient = gradients.Of(i);
            new OptimizerJob<ScaleRule, T>(new(first, factor / first), gradient, gradient, []).RunOn(threads);
        }
        return unit * ratio;
    }

    internal static void ByValue<T>(in TapeGradients<T> gradients, double limit, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < gradients.Count; i++)
        {
            Span<T> gradient = gradients.Of(i);
            new OptimizerJob<ClampRule, T>(new(limit), gradient, gradient, []).RunOn(threads);
        }
    }

    /// <summary>The Euclidean norm of all gradients as a product of two numbers.</summary>
    internal static (double Unit, double Ratio) Norm<T>(in TapeGradients<T> gradients, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = 0, size = 0;
        for (int i = 0; i < gradients.Count; i++)
            squares += Reductions.SumOfSquares<T>(gradients.Of(i), threads);
        if (squares is 0 or (> Smallest and < Largest) or double.NaN)
            return (1, Math.Sqrt(squares));
        for (int i = 0; i < gradients.Count; i++)
            size = Math.Max(size, double.CreateTruncating(LargestSize<T>.Of(gradients.Of(i), threads)));
        double sum = 0;
        for (int i = 0; i < gradients.Count && size > 0; i++)
        {
            foreach (T component in gradients.Of(i))
            {
                double part = double.CreateTruncating(component) / size;
                sum += part * part;
            }
        }
        return (size, Math.Sqrt(sum));
    }
}

using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>A small recorded program: leaves of given shapes, filled from a seed, and a scalar made of them.</summary>
internal sealed class RecordedProgram<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RecordedProgram(Shape[] leaves, Func<Tape<T>, Var[], Var> body, double low = -1, double high = 1,
        int threads = 1)
    {
        Tape = new(threads);
        Leaves = [.. leaves.Select(shape => Tape.Parameter(shape))];
        Output = body(Tape, Leaves);
        // Unequal weights, so that no two elements of the output can be taken for each other.
        Var weights = Tape.Input(Tape.ShapeOf(Output));
        Scalar = Tape.Sum(Tape.Multiply(Output, weights));
        Random random = new(7);
        foreach (Var leaf in Leaves)
            Fill(leaf, random, low, high);
        Fill(weights, random, 0.5, 1.5);
    }

    public Tape<T> Tape { get; }

    public Var[] Leaves { get; }

    public Var Output { get; }

    public Var Scalar { get; }

    public double[] Gradient(Var leaf) => [.. Tape.Gradient(leaf).ToArray().Select(double.CreateTruncating)];

    /// <summary>Every gradient lies within the error bound of central differences.</summary>
    public void Agrees()
    {
        Tape.Forward();
        Tape.Backward(Scalar);
        double size = 1 + Math.Abs(double.CreateTruncating(Tape.Scalar(Scalar)));
        foreach (Var leaf in Tape.Parameters)
        {
            double[] exact = Gradient(leaf), near = new double[exact.Length], far = new double[exact.Length];
            const double step = 1e-4;
            NumericalGradient.Of(Tape, Scalar, leaf, near, step);
            NumericalGradient.Of(Tape, Scalar, leaf, far, 2 * step);
            for (int i = 0; i < exact.Length; i++)
            {
                // A central difference is off by c·h² and by the rounding of f over h: the step doubled shows the
                // first three times over, and 64 roundings of f bound the second.
                double bound = Math.Abs(far[i] - near[i]) + 64 * Math.ScaleB(1, -52) * size / step;
                Assert.True(Math.Abs(near[i] - exact[i]) <= bound,
                    $"leaf {leaf}[{i}]: tape {exact[i]:R}, differences {near[i]:R} ± {bound:R}\n{Tape.Describe()}");
            }
        }
    }

    private void Fill(Var leaf, Random random, double low, double high)
    {
        foreach (ref T value in Tape.Values(leaf))
            value = T.CreateTruncating(low + (high - low) * random.NextDouble());
    }
}

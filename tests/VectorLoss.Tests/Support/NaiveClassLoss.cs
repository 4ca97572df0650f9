using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>
/// The definition of a softmax loss, written out in double without any care for speed: what the kernels are held
/// against.
/// </summary>
internal sealed record NaiveClassLoss(double[] Logits, int Classes, int[]? Labels, double[]? Targets)
{
    public double[]? ClassWeights { get; init; }
    public double[]? SampleWeights { get; init; }
    public bool[]? Mask { get; init; }
    public int[] Ignore { get; init; } = [];
    public double Smoothing { get; init; }
    public double Cap { get; init; }
    public double Z { get; init; }

    public int Rows => Logits.Length / Classes;

    public bool Counts(int row) => Mask?[row] != false && (Labels is null || !Ignore.Contains(Labels[row]));

    /// <summary>The value of every row and the gradient of their sum.</summary>
    public (double[] Values, double[] Gradient, double[] LogSumExp) Of<TLoss>(TLoss loss) where TLoss : ILabelLoss
    {
        double[] values = new double[Rows], gradient = new double[Logits.Length], sums = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            sums[row] = double.NaN;
            if (Counts(row))
                (values[row], sums[row]) = Row(loss, row, gradient.AsSpan(row * Classes, Classes));
        }
        return (values, gradient, sums);
    }

    /// <summary>Σ weight·target / Σ target.</summary>
    private double LseWeight(int row) => ClassWeights is null ? 1
        : Labels is not null ? ClassWeights[Labels[row]]
        : Targets!.Skip(row * Classes).Zip(ClassWeights, (target, weight) => target * weight).Sum()
            / Targets!.Skip(row * Classes).Take(Classes).Sum();

    private (double Value, double LogSumExp) Row<TLoss>(TLoss loss, int row, Span<double> gradient)
        where TLoss : ILabelLoss
    {
        double[] x = Logits[(row * Classes)..((row + 1) * Classes)];
        double[] z = Cap == 0 ? x : [.. x.Select(v => Cap * Math.Tanh(v / Cap))];
        double max = z.Max(), logSum = Math.Log(z.Sum(v => Math.Exp(v - max))), lse = max + logSum;
        double square = Z * LseWeight(row), weight = SampleWeights?[row] ?? 1, value = 0, drift = 0;
        var a = new double[Classes];
        for (int c = 0; c < Classes; c++)
        {
            double target = Targets?[row * Classes + c] ?? (Labels![row] == c ? 1 : 0);
            a[c] = (ClassWeights?[c] ?? 1) * ((1 - Smoothing) * target + Smoothing / Classes);
            if (a[c] == 0)
                continue;
            Lane1<double> logProbability = new(z[c] - max - logSum);
            value += a[c] * loss.Value(logProbability).Number;
            drift += a[c] * loss.Slope(logProbability).Number;
        }
        for (int c = 0; c < Classes; c++)
        {
            Lane1<double> logProbability = new(z[c] - max - logSum);
            double slope = Math.Exp(logProbability.Number) * (2 * square * lse - drift);
            slope += a[c] == 0 ? 0 : a[c] * loss.Slope(logProbability).Number;
            double cosh = Cap == 0 ? 1 : Math.Cosh(x[c] / Cap);
            gradient[c] = weight * slope / (cosh * cosh);
        }
        return (weight * (value + square * lse * lse), lse);
    }
}

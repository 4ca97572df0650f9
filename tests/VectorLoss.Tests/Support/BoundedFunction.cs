using VectorLoss.Data;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>What a function says beyond its domain.</summary>
public enum Beyond
{
    /// <summary>NaN with a gradient of numbers.</summary>
    NotANumber,

    /// <summary>+∞ with a gradient of numbers.</summary>
    Infinite,

    /// <summary>−∞ with a gradient of numbers.</summary>
    BelowAll,

    /// <summary>A small number with a gradient of NaN.</summary>
    WithoutSlope,

    /// <summary>A small number with a slope that is a number and has no square.</summary>
    TooSteep,
}

/// <summary>
/// Σφᵢ(tᵢ) with t = L·x, where each φ is convex and defined above 0 only: a·t − b·log t, a·t − b·√t or a·t + b/t. Its
/// minimum is known. The residuals beside it are log, root and quotient themselves, less what they have there.
/// </summary>
internal sealed class BoundedFunction
{
    private readonly int[] kinds;
    private readonly double[] a, b, t;
    private readonly double[,] map;
    private readonly Beyond beyond;
    private double[] at;

    public BoundedFunction(SeededRandom random, Beyond beyond, double farthest = 1e3)
    {
        this.beyond = beyond;
        int size = 1 + random.Below(4);
        kinds = [.. Enumerable.Range(0, size).Select(_ => random.Below(3))];
        a = [.. kinds.Select(_ => LogUniform(random, 0.1, 10))];
        b = [.. kinds.Select(_ => LogUniform(random, 0.1, 10))];
        t = new double[size];
        map = new double[size, size];
        Start = new double[size];
        for (int i = 0; i < size; i++)
        {
            // A sign lets the domain end at either side; the numbers below the diagonal let it end beside an axis.
            map[i, i] = random.Uniform() < 0.5 ? -1 : 1;
            double inside = LogUniform(random, 1 / farthest, farthest);
            for (int j = 0; j < i; j++)
            {
                map[i, j] = random.Normal() / 2;
                inside -= map[i, j] * Start[j];
            }
            Start[i] = inside / map[i, i];
        }
        at = Start;
    }

    /// <summary>Inside.</summary>
    public double[] Start { get; }

    /// <summary>Calls that were made.</summary>
    public int Calls { get; private set; }

    /// <summary>The smallest value.</summary>
    public double Least => kinds.Select((_, i) => Phi(i, LeastAt(i)).Value).Sum();

    public double Value(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Calls++;
        at = x.ToArray();
        gradient.Clear();
        if (!Enter(x))
        {
            gradient.Fill(beyond == Beyond.WithoutSlope ? double.NaN : beyond == Beyond.TooSteep ? 1e200 : 1);
            return Outside;
        }
        double sum = 0;
        for (int i = 0; i < t.Length; i++)
        {
            (double value, double slope, _) = Phi(i, t[i]);
            sum += value;
            for (int j = 0; j <= i; j++)
                gradient[j] += slope * map[i, j];
        }
        return sum;
    }

    public void HessianProduct(ReadOnlySpan<double> direction, Span<double> product)
    {
        product.Clear();
        Assert.True(Enter(at));
        for (int i = 0; i < t.Length; i++)
        {
            double along = 0;
            for (int j = 0; j <= i; j++)
                along += map[i, j] * direction[j];
            for (int j = 0; j <= i; j++)
                product[j] += Phi(i, t[i]).Bend * along * map[i, j];
        }
    }

    public void Residuals(ReadOnlySpan<double> x, Span<double> residuals, Span<double> jacobian)
    {
        Calls++;
        bool isInside = Enter(x);
        for (int i = 0; i < t.Length; i++)
        {
            (double value, double slope) = Part(i, t[i]);
            residuals[i] = isInside ? value - Part(i, LeastAt(i)).Value : Outside;
            for (int j = 0; j < t.Length && !jacobian.IsEmpty; j++)
            {
                jacobian[(i * t.Length) + j] = isInside ? slope * map[i, j]
                    : beyond == Beyond.WithoutSlope ? double.NaN : 1e200;
            }
        }
    }

    public double HalfSquares(ReadOnlySpan<double> x, Span<double> residuals)
    {
        Residuals(x, residuals, default);
        return Reductions.SumOfSquares<double>(residuals) / 2;
    }

    private double Outside => beyond switch
    {
        Beyond.NotANumber => double.NaN,
        Beyond.Infinite => double.PositiveInfinity,
        Beyond.BelowAll => double.NegativeInfinity,
        _ => 0,
    };

    private bool Enter(ReadOnlySpan<double> x)
    {
        bool isInside = true;
        for (int i = 0; i < t.Length; i++)
        {
            t[i] = 0;
            for (int j = 0; j <= i; j++)
                t[i] += map[i, j] * x[j];
            isInside &= t[i] > 0;
        }
        return isInside;
    }

    private double LeastAt(int i) => kinds[i] switch
    {
        0 => b[i] / a[i],
        1 => b[i] * b[i] / (4 * a[i] * a[i]),
        _ => Math.Sqrt(b[i] / a[i]),
    };

    private (double Value, double Slope, double Bend) Phi(int i, double u) => kinds[i] switch
    {
        0 => ((a[i] * u) - (b[i] * Math.Log(u)), a[i] - (b[i] / u), b[i] / (u * u)),
        1 => ((a[i] * u) - (b[i] * Math.Sqrt(u)), a[i] - (b[i] / 2 / Math.Sqrt(u)), b[i] / 4 / (u * Math.Sqrt(u))),
        _ => ((a[i] * u) + (b[i] / u), a[i] - (b[i] / (u * u)), 2 * b[i] / (u * u * u)),
    };

    private (double Value, double Slope) Part(int i, double u) => kinds[i] switch
    {
        0 => (b[i] * Math.Log(u), b[i] / u),
        1 => (b[i] * Math.Sqrt(u), b[i] / 2 / Math.Sqrt(u)),
        _ => (b[i] / u, -b[i] / (u * u)),
    };

    private static double LogUniform(SeededRandom random, double low, double high)
        => low * Math.Pow(high / low, random.Uniform());
}

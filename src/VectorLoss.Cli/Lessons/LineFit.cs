using VectorLoss.Data;

namespace VectorLoss.Cli.Lessons;

/// <summary>Lines through points of which some are wrong.</summary>
internal static class LineFit
{
    /// <summary>How many points there are.</summary>
    public const int Points = 40;

    /// <summary>
    /// y = 2x + 1 with noise, x at random; the first <paramref name="outliers"/> of them lie far above.
    /// </summary>
    public static (double[] X, double[] Y) Data(int outliers, double far)
    {
        var random = new SeededRandom(7);
        double[] x = [.. Enumerable.Range(0, Points).Select(_ => random.Uniform(-1, 1))];
        return (x, [.. x.Select((at, i) => (2 * at) + 1 + (0.2 * random.Normal()) + (i < outliers ? far : 0))]);
    }

    /// <summary>The line that descent from y = 0 reaches in 4,000 steps of shrinking length.</summary>
    public static (double Slope, double Offset) Of(PointLoss loss, int outliers, double far)
    {
        (double[] x, double[] y) = Data(outliers, far);
        double[] predictions = new double[Points], gradient = new double[Points];
        (double slope, double offset) = (0, 0);
        for (int step = 0; step < 4000; step++)
        {
            for (int i = 0; i < Points; i++)
                predictions[i] = (slope * x[i]) + offset;
            loss(predictions, y, gradient);
            double rate = 0.4 / (1 + (step / 200.0));
            slope -= rate * x.Zip(gradient, (at, g) => at * g).Sum();
            offset -= rate * gradient.Sum();
        }
        return (slope, offset);
    }
}

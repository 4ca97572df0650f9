using VectorLoss.Autodiff;

namespace VectorLoss.Cli.Lessons;

/// <summary>A function of two numbers, recorded on a tape: heights, slopes, and the way downhill.</summary>
internal sealed class Surface
{
    private readonly Tape<double> tape = new();
    private readonly Var x;
    private readonly Var y;
    private readonly Var height;

    public Surface(Func<Tape<double>, Var, Var, Var> record)
    {
        (x, y) = (tape.Parameter(Shape.Scalar), tape.Parameter(Shape.Scalar));
        height = record(tape, x, y);
    }

    /// <summary>The function.</summary>
    public double Height(double atX, double atY)
    {
        (tape.Values(x)[0], tape.Values(y)[0]) = (atX, atY);
        tape.Forward();
        return tape.Scalar(height);
    }

    /// <summary>Its derivative along the first number.</summary>
    public double Slope(double atX, double atY) => Gradient(atX, atY).X;

    /// <summary>Gradient descent: every point on the way, the start first.</summary>
    public List<(double X, double Y)> Walk(double startX, double startY, double rate, int steps)
    {
        List<(double X, double Y)> path = [(startX, startY)];
        for (int step = 0; step < steps; step++)
        {
            (double dx, double dy) = Gradient(path[^1].X, path[^1].Y);
            path.Add((path[^1].X - (rate * dx), path[^1].Y - (rate * dy)));
        }
        return path;
    }

    /// <summary>The downhill directions on a grid from −4 to 4.</summary>
    public IEnumerable<(double X, double Y, double Dx, double Dy)> Field()
    {
        for (double atY = -4; atY <= 4; atY += 0.8)
        {
            for (double atX = -4; atX <= 4; atX += 0.8)
            {
                (double dx, double dy) = Gradient(atX, atY);
                yield return (Math.Round(atX, 9), Math.Round(atY, 9), -dx, -dy);
            }
        }
    }

    private (double X, double Y) Gradient(double atX, double atY)
    {
        Height(atX, atY);
        tape.Backward(height);
        return (tape.Gradient(x)[0], tape.Gradient(y)[0]);
    }
}

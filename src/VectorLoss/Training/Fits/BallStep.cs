using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The minimum of gᵀp + ½pᵀHp within |p| ≤ radius, nearly, by conjugate gradients.</summary>
internal sealed class BallStep(int size, HessianProduct hessian)
{
    private readonly double[] rest = new double[size], way = new double[size], product = new double[size];

    /// <summary>The step that was found.</summary>
    public double[] Step { get; } = new double[size];

    /// <summary>Finds the step.</summary>
    /// <returns>By how much the parabola falls.</returns>
    public double Solve(ReadOnlySpan<double> gradient, double radius)
    {
        Array.Clear(Step);
        for (int i = 0; i < size; i++)
            (rest[i], way[i]) = (gradient[i], -gradient[i]);
        double square = Reductions.SumOfSquares<double>(rest), norm = Math.Sqrt(square), fall = 0;
        double enough = Math.Min(0.5, Math.Sqrt(norm)) * norm;
        for (int k = 0; k < 2 * size; k++)
        {
            hessian(way, product);
            double bend = Reductions.Dot<double>(way, product);
            double alpha = square / bend, edge = ToEdge(radius);
            // A Hessian that is not finite says nothing about where the minimum is.
            bool bends = double.IsFinite(bend), leaves = !bends || bend <= 0 || !(alpha < edge);
            double taken = leaves ? edge : alpha;
            fall += (taken * square) - (taken * taken / 2 * (bends ? bend : 0));
            for (int i = 0; i < size; i++)
            {
                Step[i] = Math.FusedMultiplyAdd(taken, way[i], Step[i]);
                rest[i] = Math.FusedMultiplyAdd(taken, product[i], rest[i]);
            }
            double left = Reductions.SumOfSquares<double>(rest);
            if (leaves || !(Math.Sqrt(left) > enough))
                break;
            for (int i = 0; i < size; i++)
                way[i] = Math.FusedMultiplyAdd(left / square, way[i], -rest[i]);
            square = left;
        }
        return fall;
    }

    /// <summary>How far the way may be followed inside the ball.</summary>
    private double ToEdge(double radius)
    {
        double a = Reductions.SumOfSquares<double>(way), b = Reductions.Dot<double>(Step, way);
        double c = Math.Max(0, (radius * radius) - Reductions.SumOfSquares<double>(Step));
        double root = Math.Sqrt((b * b) + (a * c));
        return b > 0 ? c / (b + root) : (root - b) / a;
    }
}

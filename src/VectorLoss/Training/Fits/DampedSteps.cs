using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The steps of Levenberg and Marquardt at a point, by reflections of the Jacobian with its damping.</summary>
/// <param name="rows">Residuals.</param>
/// <param name="size">Parameters.</param>
internal sealed class DampedSteps(int rows, int size)
{
    // By columns: the Jacobian above, the damping below.
    private readonly double[] matrix = new double[(long)size * (rows + size)], columns = new double[(long)size * rows];
    private readonly double[] right = new double[rows + size], scale = new double[size];
    private readonly double[] lengths = new double[size];

    /// <summary>∂rᵢ/∂pⱼ at i·size + j, to be filled in before <see cref="TryTakeJacobian"/>.</summary>
    public double[] Jacobian { get; } = new double[(long)size * rows];

    /// <summary>The step that was found.</summary>
    public double[] Step { get; } = new double[size];

    /// <summary>Takes the Jacobian of a new point, unless the sum of squares of a column is not finite.</summary>
    /// <param name="residuals">Those of the point.</param>
    /// <param name="largest">The largest component of Jᵀr.</param>
    public bool TryTakeJacobian(ReadOnlySpan<double> residuals, out double largest)
    {
        largest = 0;
        for (int j = 0; j < size; j++)
        {
            // Aside at first: if this one is refused, the steps of the point before go on.
            Span<double> column = matrix.AsSpan(j * rows, rows);
            for (int i = 0; i < rows; i++)
                column[i] = Jacobian[(i * size) + j];
            lengths[j] = Math.Sqrt(Reductions.SumOfSquares<double>(column));
            largest = Math.Max(largest, Math.Abs(Reductions.Dot<double>(column, residuals)));
        }
        if (!double.IsFinite(LargestSize<double>.Of(lengths)) || !double.IsFinite(largest))
            return false;
        matrix.AsSpan(0, columns.Length).CopyTo(columns);
        // Never less than it was (Moré 1978): where a parameter has come to move nothing, its steps stay bounded.
        for (int j = 0; j < size; j++)
            scale[j] = Math.Max(scale[j], lengths[j]);
        return true;
    }

    /// <summary>Finds the step for a radius.</summary>
    /// <returns>By how much it should lower ½Σrᵢ².</returns>
    public double Solve(ReadOnlySpan<double> residuals, double radius)
    {
        int height = rows + size;
        Array.Clear(matrix);
        Array.Clear(right);
        for (int i = 0; i < rows; i++)
            right[i] = -residuals[i];
        // Columns of length 1: then the factors say which parameters can be told apart.
        for (int j = 0; j < size; j++)
        {
            for (int i = 0; i < rows; i++)
                matrix[(j * height) + i] = columns[(j * rows) + i] / Unit(j);
            matrix[(j * height) + rows + j] = 1 / Math.Sqrt(radius);
        }
        for (int j = 0; j < size; j++)
            Reflect(matrix.AsSpan(j * height, height), j);
        double whole = Reductions.SumOfSquares(residuals);
        for (int j = size - 1; j >= 0; j--)
        {
            double sum = right[j];
            for (int k = j + 1; k < size; k++)
                sum -= matrix[(k * height) + j] * Step[k];
            Step[j] = sum / matrix[(j * height) + j];
        }
        // |J·p + r|² + |D·p|²/Δ is what the reflections left below; the damping is no part of the value.
        double left = Reductions.SumOfSquares<double>(right.AsSpan(size));
        double damped = Reductions.SumOfSquares<double>(Step) / radius;
        for (int j = 0; j < size; j++)
            Step[j] /= Unit(j);
        return (Math.Max(whole - left, 0) + damped) / 2;
    }

    /// <summary>The length of the step as a part of the point, each in units that move the residuals alike.</summary>
    public double Relative(ReadOnlySpan<double> point)
    {
        double step = 0, at = 0;
        for (int j = 0; j < size; j++)
        {
            step = Math.Max(step, Math.Abs(Step[j] * scale[j]));
            at = Math.Max(at, Math.Abs(point[j] * scale[j]));
        }
        return at > 0 ? step / at : step;
    }

    // A parameter that moved nothing at any point has no scale.
    private double Unit(int j) => scale[j] > 0 ? scale[j] : 1;

    // Householder's reflection that turns the rest of a column into its first number, applied to all columns behind.
    private void Reflect(Span<double> column, int first)
    {
        Span<double> v = column[first..];
        double length = Math.Sqrt(Reductions.SumOfSquares<double>(v));
        if (length == 0)
            return;
        double alpha = v[0] > 0 ? -length : length;
        v[0] -= alpha;
        double norm = Reductions.SumOfSquares<double>(v);
        for (int k = first + 1; k < size; k++)
            Apply(v, norm, matrix.AsSpan((k * column.Length) + first, v.Length));
        Apply(v, norm, right.AsSpan(first));
        v[0] = alpha;
    }

    private static void Apply(ReadOnlySpan<double> v, double norm, Span<double> to)
    {
        double factor = -2 * Reductions.Dot(v, to) / norm;
        for (int i = 0; i < v.Length; i++)
            to[i] = Math.FusedMultiplyAdd(factor, v[i], to[i]);
    }
}

using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>All parameters of a tape as one point.</summary>
internal sealed class TapePoint<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;

    public TapePoint(Tape<T> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        this.tape = tape;
        int count = 0;
        foreach (Var parameter in tape.Parameters)
            count += tape.ShapeOf(parameter).Count;
        Numbers = new double[count];
        int at = 0;
        foreach (Var parameter in tape.Parameters)
            foreach (T number in tape.ReadOnlyValues(parameter))
                Numbers[at++] = double.CreateTruncating(number);
    }

    /// <summary>The point.</summary>
    public double[] Numbers { get; }

    /// <summary>Loss and gradient.</summary>
    public double Evaluate(Var loss, ReadOnlySpan<double> point, Span<double> gradient)
    {
        Write(point);
        tape.ForwardBackward(loss);
        int at = 0;
        for (int i = 0; i < tape.Parameters.Count; i++)
            foreach (T number in tape.Gradient(tape.Parameters[i]))
                gradient[at++] = double.CreateTruncating(number);
        return double.CreateTruncating(tape.Scalar(loss));
    }

    /// <summary>H·v at the point of the last evaluation.</summary>
    public void HessianProduct(Var loss, ReadOnlySpan<double> direction, Span<double> product)
    {
        int at = 0;
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            Span<T> part = tape.Direction(tape.Parameters[i]);
            for (int k = 0; k < part.Length; k++)
                part[k] = T.CreateTruncating(direction[at++]);
        }
        tape.HessianVector(loss);
        at = 0;
        for (int i = 0; i < tape.Parameters.Count; i++)
            foreach (T number in tape.GradientTangent(tape.Parameters[i]))
                product[at++] = double.CreateTruncating(number);
    }

    /// <summary>Residuals and, where it is asked for, their Jacobian.</summary>
    public void Residuals(Var residuals, ReadOnlySpan<double> point, Span<double> values, Span<double> jacobian)
    {
        Write(point);
        tape.Forward(residuals);
        ReadOnlySpan<T> computed = tape.ReadOnlyValues(residuals);
        for (int i = 0; i < values.Length; i++)
            values[i] = double.CreateTruncating(computed[i]);
        int column = 0;
        for (int i = 0; i < tape.Parameters.Count && jacobian.Length > 0; i++)
            tape.Direction(tape.Parameters[i]).Clear();
        for (int i = 0; i < tape.Parameters.Count && jacobian.Length > 0; i++)
        {
            int count = tape.ShapeOf(tape.Parameters[i]).Count;
            for (int k = 0; k < count; k++, column++)
            {
                tape.Direction(tape.Parameters[i])[k] = T.One;
                ReadOnlySpan<T> slopes = tape.JacobianVector(residuals);
                for (int row = 0; row < values.Length; row++)
                    jacobian[(row * point.Length) + column] = double.CreateTruncating(slopes[row]);
                tape.Direction(tape.Parameters[i])[k] = T.Zero;
            }
        }
    }

    /// <summary>Leaves the point on the tape, computed.</summary>
    public void Show(Var result)
    {
        Write(Numbers);
        tape.Forward(result);
    }

    private void Write(ReadOnlySpan<double> point)
    {
        int at = 0;
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            Span<T> values = tape.Values(tape.Parameters[i]);
            for (int k = 0; k < values.Length; k++)
                values[k] = T.CreateTruncating(point[at++]);
        }
    }
}

using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>All parameters of a tape as one point.</summary>
internal sealed class TapePoint<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;

    public TapePoint(Tape<T> tape, string user)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.Parameters.Count == 0)
            throw new ArgumentException($"{user} needs a tape with parameters; this one has none.", nameof(tape));
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

    /// <summary>
    /// Runs a minimisation of <see cref="Numbers"/>. In the end they are on the tape with what is computed from them;
    /// if it throws, they are there alone.
    /// </summary>
    public Minimum Run(Var result, Func<double[], Minimum> minimize)
    {
        Minimum minimum;
        try
        {
            minimum = minimize(Numbers);
        }
        finally
        {
            Write(Numbers);
        }
        tape.Forward(result);
        return minimum;
    }

    /// <summary>Loss and gradient.</summary>
    public double Evaluate(Var loss, ReadOnlySpan<double> point, Span<double> gradient)
    {
        if (!Write(point))
            return double.NaN;
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
        if (!Write(point))
        {
            values.Fill(double.NaN);
            return;
        }
        tape.Forward(residuals);
        ReadOnlySpan<T> computed = tape.ReadOnlyValues(residuals);
        for (int i = 0; i < values.Length; i++)
            values[i] = double.CreateTruncating(computed[i]);
        int column = 0;
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

    // A number that the tape's type does not hold is beyond every domain.
    private bool Write(ReadOnlySpan<double> point)
    {
        int at = 0;
        bool areHeld = true;
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            Span<T> values = tape.Values(tape.Parameters[i]);
            for (int k = 0; k < values.Length; k++)
                areHeld &= T.IsFinite(values[k] = T.CreateTruncating(point[at++]));
        }
        return areHeld;
    }
}

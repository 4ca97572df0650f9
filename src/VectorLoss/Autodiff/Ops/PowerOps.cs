using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Powers on a tape, element by element.</summary>
/// <remarks>An upstream gradient of 0 stays 0 where a slope is infinite.</remarks>
public static class PowerOps
{
    /// <summary>x².</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Square<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, SquareMap>(tape, nameof(Square), x);

    /// <summary>√x, correctly rounded; NaN below 0. Its derivative at 0 is +∞.</summary>
    /// <inheritdoc cref="Square"/>
    public static Var Sqrt<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, SqrtMap>(tape, nameof(Sqrt), x);

    /// <summary>1/x; ±∞ at ±0, where its derivative is −∞.</summary>
    /// <inheritdoc cref="Square"/>
    public static Var Reciprocal<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, ReciprocalMap>(tape, nameof(Reciprocal), x);

    /// <summary>
    /// xʸ, with the special values of C: NaN where x is below 0 and y is no whole number. The derivative by x is
    /// y·xʸ⁻¹, and 0 where y is 0. The derivative by y is xʸ·log x: NaN where x is below 0, and 0 where x is 0 and y is
    /// at least 0, as in PyTorch.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The base, m×n.</param>
    /// <param name="y">The exponent: m×n, or with sides of 1 for those of x; or the other way round.</param>
    /// <returns>m×n.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Pow<T>(this Tape<T> tape, Var x, Var y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, PowMap>(tape, nameof(Pow), x, y);

    /// <summary>xʸ of a constant exponent, which a leaf of the tape holds.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The base, any shape.</param>
    /// <param name="y">The exponent, rounded to the type of the tape.</param>
    /// <returns>The same shape.</returns>
    /// <inheritdoc cref="Pow{T}(Tape{T}, Var, Var)"/>
    public static Var Pow<T>(this Tape<T> tape, Var x, double y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.ShapeOf(x);
        return tape.Pow(x, tape.Constant(y));
    }
}

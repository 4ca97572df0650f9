using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>
/// Minimisations of a recorded program by all parameters of its tape: over the whole data, without a learning rate. The
/// search runs in double; a tape of floats evaluates in float, so tolerances below about 10⁻⁶ are not reached there.
/// </summary>
public static class TapeFit
{
    /// <summary>Minimises a loss with <see cref="Lbfgs"/>.</summary>
    /// <param name="tape">Its parameters are the start, and then the best point that was found.</param>
    /// <param name="loss">A 1×1 variable that depends on a parameter.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentException">The loss is not 1×1, or belongs to another tape.</exception>
    public static Minimum MinimizeLbfgs<T>(this Tape<T> tape, Var loss, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape);
        Minimum minimum = Lbfgs.Minimize((at, gradient) => point.Evaluate(loss, at, gradient), point.Numbers, options);
        point.Show(loss);
        return minimum;
    }

    /// <summary>Minimises a loss with <see cref="NewtonCg"/> and the second-order products of the tape.</summary>
    /// <exception cref="NotSupportedException">An op has no second-order rule; the message names it.</exception>
    /// <inheritdoc cref="MinimizeLbfgs"/>
    public static Minimum MinimizeNewtonCg<T>(this Tape<T> tape, Var loss, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape);
        Minimum minimum = NewtonCg.Minimize((at, gradient) => point.Evaluate(loss, at, gradient),
            (direction, product) => point.HessianProduct(loss, direction, product), point.Numbers, options);
        point.Show(loss);
        return minimum;
    }

    /// <summary>
    /// Minimises half the sum of squares of a variable with <see cref="LevenbergMarquardt"/>; the Jacobian comes from
    /// forward mode, a pass for each number of the parameters.
    /// </summary>
    /// <param name="tape">Its parameters are the start, and then the best point that was found.</param>
    /// <param name="residuals">A variable of any shape that depends on a parameter.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="NotSupportedException">An op has no forward rule; the message names it.</exception>
    public static Minimum MinimizeSquares<T>(this Tape<T> tape, Var residuals, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape);
        Minimum minimum = LevenbergMarquardt.Minimize(
            (at, values, jacobian) => point.Residuals(residuals, at, values, jacobian),
            tape.ShapeOf(residuals).Count, point.Numbers, options);
        point.Show(residuals);
        return minimum;
    }
}

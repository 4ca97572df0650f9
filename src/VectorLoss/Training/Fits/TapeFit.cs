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
    /// <param name="tape">Its parameters are the start, and then the best point that was accepted, also when a pass
    /// throws.</param>
    /// <param name="loss">A 1×1 variable that depends on a parameter.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentException">The tape has no parameters, or the loss is not 1×1 or belongs to another
    /// tape.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or was forgotten by a
    /// rewind.</exception>
    public static Minimum MinimizeLbfgs<T>(this Tape<T> tape, Var loss, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape, nameof(MinimizeLbfgs));
        tape.FindRoot(loss, nameof(MinimizeLbfgs));
        return point.Run(loss, numbers => Lbfgs.Minimize(
            (at, gradient) => point.Evaluate(loss, at, gradient), numbers, options));
    }

    /// <summary>
    /// Minimises a loss with <see cref="NewtonCg"/> and the second-order products of the tape. Directions of the caller
    /// do not count in them, and stay.
    /// </summary>
    /// <exception cref="NotSupportedException">An op has no second-order rule; the message names it.</exception>
    /// <inheritdoc cref="MinimizeLbfgs"/>
    public static Minimum MinimizeNewtonCg<T>(this Tape<T> tape, Var loss, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape, nameof(MinimizeNewtonCg));
        tape.FindRoot(loss, nameof(MinimizeNewtonCg));
        using KeptDirections<T> directions = new(tape);
        return point.Run(loss, numbers => NewtonCg.Minimize((at, gradient) => point.Evaluate(loss, at, gradient),
            (direction, product) => point.HessianProduct(loss, direction, product), numbers, options));
    }

    /// <summary>
    /// Minimises half the sum of squares of a variable with <see cref="LevenbergMarquardt"/>; the Jacobian comes from
    /// forward mode, a pass for each number of the parameters. Directions of the caller do not count in it, and stay.
    /// </summary>
    /// <param name="tape">Its parameters are the start, and then the best point that was accepted, also when a pass
    /// throws.</param>
    /// <param name="residuals">A variable of any shape that depends on a parameter.</param>
    /// <param name="options">When to end, or null for the usual.</param>
    /// <exception cref="ArgumentException">The tape has no parameters, or the variable belongs to another
    /// tape.</exception>
    /// <exception cref="InvalidOperationException">The variable depends on no parameter, or was forgotten by a
    /// rewind.</exception>
    /// <exception cref="NotSupportedException">An op has no forward rule; the message names it.</exception>
    public static Minimum MinimizeSquares<T>(this Tape<T> tape, Var residuals, MinimizeOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TapePoint<T> point = new(tape, nameof(MinimizeSquares));
        int position = tape.Recording.Find(residuals, nameof(MinimizeSquares));
        tape.Recording.RequireGradient(position, nameof(MinimizeSquares));
        using KeptDirections<T> directions = new(tape);
        return point.Run(residuals, numbers => LevenbergMarquardt.Minimize(
            (at, values, jacobian) => point.Residuals(residuals, at, values, jacobian),
            tape.ShapeOf(residuals).Count, numbers, options));
    }
}

using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// A convex function Ω of a row, which makes a <see cref="FenchelYoung{TRegulariser}"/>: the prediction for scores θ is
/// ŷ = argmax ⟨θ, y⟩ − Ω(y) over the domain of Ω. All numbers are double; a struct of one's own may implement it. One
/// on the simplex that is a sum over the numbers of a row is faster as an <see cref="ISeparableRegulariser{TSelf}"/>.
/// </summary>
public interface IRegulariser
{
    /// <summary>
    /// Whether all points of the domain sum to 1. Then the loss does not change if all scores of a row grow alike, and
    /// <see cref="Conjugate"/> is asked for scores of which the greatest is 0, so that no large numbers cancel.
    /// </summary>
    static virtual bool IsOnSimplex => false;

    /// <summary>Whether <see cref="JacobianProduct"/> is there, which second order needs.</summary>
    static virtual bool HasJacobian => false;

    /// <summary>Which numbers a target may hold; for <see cref="BatchOptions{T}.CheckDomains"/>.</summary>
    static virtual Domain Target => Domain.Real;

    /// <summary>Ω(y).</summary>
    /// <param name="target">A point of the domain; elsewhere any number may come out.</param>
    double Value(ReadOnlySpan<double> target);

    /// <summary>The prediction ŷ = ∇Ω*(θ), and Ω*(θ) = ⟨θ, ŷ⟩ − Ω(ŷ).</summary>
    /// <param name="scores">A row of scores; a NaN in it must come out again.</param>
    /// <param name="prediction">Receives as many numbers: all of them are to be written.</param>
    double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction);

    /// <summary>Multiplies a direction by the Jacobian ∂ŷ/∂θ, which is symmetric.</summary>
    /// <param name="scores">The scores, as <see cref="Conjugate"/> took them.</param>
    /// <param name="prediction">What it wrote.</param>
    /// <param name="direction">As many numbers; receives the product.</param>
    void JacobianProduct(ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => throw new NotSupportedException($"{GetType().Name} gives no Jacobian.");

    /// <summary>The losses of a batch and their gradient: row by row, where nothing is known of the
    /// regulariser.</summary>
    internal static virtual double Run<TRegulariser, T>(TRegulariser regulariser, scoped in RowBatch<T> batch)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FenchelYoungRow<TRegulariser>.Run(regulariser, batch);
}

using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// A regulariser on the simplex that is a sum over the numbers of a row, Ω(y) = Σ ω(y) with ω convex on [0, 1]. Its
/// formulas are of one number and written once: they run on the registers of the machine, in float and in double, with
/// the same bits on each. A struct of one's own may implement it; the engine finds the prediction.
/// </summary>
/// <remarks>
/// <para>All predictions of a row follow from the greatest, q: one whose score lies below the greatest by a gap g ≤ 0
/// is the inverse of ω′ at ω′(q) + g, or 0. A level stands for q, and may be any growing function of it: one by which
/// <see cref="Prediction"/> keeps its digits. The engine seeks the level at which the predictions sum to 1, by Newton's
/// method within a bracket from q = 1/n to q = 1.</para>
/// <para>The loss is then a sum of <see cref="Loss"/>, of which none is below 0: nothing cancels between classes, and
/// an error of the level, at which the sum is least, counts in the second order alone.</para>
/// </remarks>
/// <typeparam name="TSelf">The struct itself.</typeparam>
public interface ISeparableRegulariser<TSelf> : IRegulariser where TSelf : struct, ISeparableRegulariser<TSelf>
{
    /// <summary>Whether the level is a logarithm: then the logarithm of the sum is what is made 0.</summary>
    static virtual bool IsLogarithmic => false;

    /// <summary>
    /// Whether the level is a logarithm to whose power all predictions are proportional: then one sum gives the level.
    /// </summary>
    static virtual bool IsProportional => false;

    /// <summary>The level at which the greatest prediction is q.</summary>
    R Level<R>(R greatest) where R : struct, IReal<R>;

    /// <summary>What a prediction needs beside the level and the same for a whole row; else the level.</summary>
    R Scale<R>(R level) where R : struct, IReal<R>;

    /// <summary>The prediction, from 0 to 1; it grows with level and gap. NaN comes out again.</summary>
    /// <param name="gap">The score less the greatest, from −∞, where 0 comes out, to 0.</param>
    /// <param name="level">The level.</param>
    /// <param name="scale">Its <see cref="Scale"/>.</param>
    R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R>;

    /// <summary>The derivative of the prediction by the level; 0 where the prediction stays 0.</summary>
    /// <param name="gap">The score less the greatest.</param>
    /// <param name="level">The level.</param>
    /// <param name="scale">Its <see cref="Scale"/>.</param>
    /// <param name="prediction">What <see cref="Prediction"/> gave.</param>
    R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R>;

    /// <summary>ω′(q), of the q of the level.</summary>
    R Score<R>(R level) where R : struct, IReal<R>;

    /// <summary>ω*(s) + ω(y) − s·y, which is 0 where p = y; of p = y = 0 nobody asks.</summary>
    /// <param name="score">s = ω′(q) + gap.</param>
    /// <param name="prediction">p, which maximises s·p − ω(p) from 0 on.</param>
    /// <param name="target">y, 0 or more.</param>
    R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>;

    static bool IRegulariser.IsOnSimplex => true;

    static Domain IRegulariser.Target => Domain.Probability;

    static double IRegulariser.Run<TRegulariser, T>(TRegulariser regulariser, scoped in RowBatch<T> batch)
        => SeparableRows<TSelf, T>.Run(Refs.Same<TRegulariser, TSelf>(regulariser), batch);

    double IRegulariser.Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
        => SeparableConjugate.Of((TSelf)this, scores, prediction);
}

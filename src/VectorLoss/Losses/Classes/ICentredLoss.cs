using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The number of a row from which a loss measures the others.</summary>
public enum RowCentre
{
    /// <summary>
    /// None: the numbers themselves are looked at, each weighed by its target. The loss is linear in the target.
    /// </summary>
    None,

    /// <summary>The logit of the label, which is not looked at itself; targets are labels.</summary>
    Label,

    /// <summary>
    /// The threshold τ at which Σ max(x − τ, 0) = 1: what exceeds it is the row's projection on the simplex.
    /// </summary>
    Threshold,
}

/// <summary>What the losses of the numbers of a row become.</summary>
public enum RowFold
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum over the number of classes.</summary>
    MeanOverClasses,

    /// <summary>
    /// The largest of them. Where several are largest, they share the slope evenly: of all subgradients, the one of
    /// least norm.
    /// </summary>
    Largest,
}

/// <summary>
/// A loss of classes that looks at each number of a row through its distance from a centre of the row. Implement it
/// in a <c>readonly struct</c> with two formulas; centre, weights, ignored labels and reductions are the engine's.
/// </summary>
public interface ICentredLoss
{
    /// <summary>Where distances are measured from.</summary>
    static abstract RowCentre Centre { get; }

    /// <summary>How the row is folded.</summary>
    static virtual RowFold Fold => RowFold.Sum;

    /// <summary>The loss of one number.</summary>
    /// <param name="distance">The number less the centre.</param>
    /// <param name="target">Its target; 0 where the centre is a label.</param>
    R Value<R>(R distance, R target) where R : struct, IReal<R>;

    /// <summary>∂Value/∂distance; at a kink, the subgradient that the card names.</summary>
    R Slope<R>(R distance, R target) where R : struct, IReal<R>;
}

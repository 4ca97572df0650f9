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

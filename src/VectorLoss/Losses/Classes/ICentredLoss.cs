using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss of classes that looks at each number of a row through its distance from a centre of the row. Implement it
/// in a <c>readonly struct</c> with two formulas; centre, weights, ignored labels and reductions are the engine's.
/// </summary>
public interface ICentredLoss : ILoss
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

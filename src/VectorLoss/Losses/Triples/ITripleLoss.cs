using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss that looks at three numbers at a time: a prediction, a target and what else it depends on. Implement it in a
/// <c>readonly struct</c> with two formulas; traversals, widths, precisions and reductions are the engine's.
/// </summary>
public interface ITripleLoss : ILoss
{
    /// <summary>The loss.</summary>
    R Value<R>(R first, R second, R third) where R : struct, IReal<R>;

    /// <summary>∂Value/∂ each of the three; at a kink, the subgradient that the card names.</summary>
    Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>;
}

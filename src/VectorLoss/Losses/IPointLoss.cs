using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss that looks at one prediction and one target at a time. Implement it in a <c>readonly struct</c> with two
/// formulas and every traversal, width, precision, reduction, tape and check of the engine applies to it.
/// </summary>
public interface IPointLoss
{
    /// <summary>The loss of one prediction.</summary>
    R Value<R>(R prediction, R target) where R : struct, IReal<R>;

    /// <summary>∂Value/∂prediction; at a kink, the subgradient that the card names.</summary>
    R Slope<R>(R prediction, R target) where R : struct, IReal<R>;

    /// <summary>The predictions at which the slope, or its derivative, jumps; usually none.</summary>
    double[] Kinks(double target) => [];
}

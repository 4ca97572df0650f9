using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss that looks at one prediction and one target at a time. Implement it in a <c>readonly struct</c> with two
/// formulas and every traversal, width, precision, reduction, tape and check of the engine applies to it.
/// </summary>
public interface IPointLoss : ILoss
{
    /// <summary>The loss of one prediction.</summary>
    R Value<R>(R prediction, R target) where R : struct, IReal<R>;

    /// <summary>∂Value/∂prediction; at a kink, the subgradient that the card names.</summary>
    R Slope<R>(R prediction, R target) where R : struct, IReal<R>;

    /// <summary>
    /// Both at once, with the same bits: for a loss to write itself where the two share a costly part, since the
    /// compiler finds only so many parts that are alike. <paramref name="loss"/> is of the implementing type.
    /// </summary>
    // Static, because a default body of an instance method boxes the structure that it is called on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => new(loss.Value(prediction, target), loss.Slope(prediction, target));

    /// <summary>
    /// ∂Value/∂target, by dual numbers unless the loss has a formula of its own; at a kink, the slope of one side.
    /// <paramref name="loss"/> is of the implementing type.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual R TargetSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => loss.Value(Dual<R>.Constant(prediction), Dual<R>.Variable(target)).Slope;

    /// <summary>
    /// Whether <see cref="Curvature"/> is a formula of the loss's own; then the loss looks at the difference alone.
    /// </summary>
    internal static virtual bool HasCurvature => false;

    /// <summary>
    /// ∂Slope/∂prediction: for a loss to write itself where the parts of the dual number of its slope would cancel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static virtual R Curvature<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => loss.Slope(Dual<R>.Variable(prediction), Dual<R>.Constant(target)).Slope;

    /// <summary>The predictions at which the slope, or its derivative, jumps; usually none.</summary>
    double[] Kinks(double target) => [];
}

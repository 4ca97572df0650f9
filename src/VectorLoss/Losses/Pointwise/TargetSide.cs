using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss seen from the target: its prediction is the original's target and its target the original's prediction. Its
/// slope is the original's by the target; at a kink, the slope of one side.
/// </summary>
/// <param name="loss">The loss to be seen from the other side.</param>
public readonly struct TargetSide<TLoss>(TLoss loss) : IPointLoss where TLoss : IPointLoss
{
    private readonly TLoss loss = loss;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => loss.Value(target, prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => TLoss.TargetSlope(loss, target, prediction);
}

using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The slope of a loss, seen as a loss itself: its slope is the curvature of the original, exact because it is the dual
/// number of the original's slope formula, or a formula of the original's own. Every traversal of losses so gives
/// second derivatives too.
/// </summary>
/// <param name="loss">The loss to be differentiated.</param>
public readonly struct SlopeOf<TLoss>(TLoss loss) : IPointLoss where TLoss : IPointLoss
{
    private readonly TLoss loss = loss;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => loss.Slope(prediction, target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => TLoss.Curvature(loss, prediction, target);

    /// <inheritdoc/>
    public double[] Kinks(double target) => loss.Kinks(target);
}

using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Both at once, with the same bits: for a loss to write itself where they share a costly part, since the compiler
    /// inlines only so much into one loop. <paramref name="loss"/> is of the implementing type.
    /// </summary>
    // Static, because a default body of an instance method boxes the structure that it is called on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
    {
        slopes = loss.Slopes(first, second, third);
        return loss.Value(first, second, third);
    }

    /// <summary>
    /// Whether it looks at a fourth number too, which has no gradient and may be left out: what the loss is then stands
    /// in the other <c>ValueAndSlopes</c>.
    /// </summary>
    internal static virtual bool TakesFourth => false;

    /// <summary>Value and slopes beside a fourth number, for losses that take one.</summary>
    internal static virtual R ValueAndSlopes<TLoss, R>(
        TLoss loss, R first, R second, R third, R fourth, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
        => TLoss.ValueAndSlopes(loss, first, second, third, out slopes);
}

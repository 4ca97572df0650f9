using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss of a whole row that depends on its elements through at most three sums over the row, such as a distance, a
/// cosine or an overlap. Implement it in a <c>readonly struct</c> with five formulas; the sums and the way back are the
/// engine's.
/// </summary>
public interface IRowLoss : ILoss
{
    /// <summary>
    /// What the inputs of a row pass through first; then the second input has a gradient only behind
    /// <see cref="RowStage.LogSoftmax"/>.
    /// </summary>
    static virtual RowStage Stage => RowStage.None;

    /// <summary>
    /// What <see cref="Stage"/> multiplies scores by. <paramref name="loss"/> is of the implementing type.
    /// </summary>
    // Static, because a default body of an instance method boxes the structure that it is called on.
    static virtual double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => 1;

    /// <summary>
    /// Whether the value is the first sum times a number, and the second and third term the slopes of the first by
    /// the first and second input: then the slopes of elements do not wait for the sums, and share what the terms
    /// compute.
    /// </summary>
    internal static virtual bool IsTotal => false;

    /// <summary>
    /// What one element of the row, of up to three inputs, adds to the three sums. A third input left out is 1.
    /// </summary>
    Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>;

    /// <summary>
    /// What must be of ordinary size, from 2⁻⁴⁰ to 2⁴⁰ in float and from 2⁻⁴⁰⁰ to 2⁴⁰⁰ in double, so that nothing
    /// overflows or underflows on the way from the sums to the value and the slopes; 1 for what may have any size. A
    /// row of another size is computed once more by the same formulas, in numbers of almost any size.
    /// </summary>
    Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>;

    /// <summary>The loss of the row.</summary>
    /// <param name="sums">The sums of <see cref="Terms"/> over the row.</param>
    /// <param name="columns">How many elements the row has.</param>
    /// <param name="label">The label of the row, where the loss has one.</param>
    R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>;

    /// <summary>∂Value/∂ each sum; at a kink, the subgradient that the card names.</summary>
    Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>;

    /// <summary>∂Value/∂ each of the three inputs of an element: Σ slope·∂term/∂input over the three sums.</summary>
    Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>;
}

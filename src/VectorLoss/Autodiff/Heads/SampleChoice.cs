using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The weights and the mask of a loss head, which are its last inputs.</summary>
internal sealed class SampleChoice<T>(HeadOptions batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool hasWeights = batch.Weights is not null;
    private readonly bool hasMask = batch.Mask is not null;

    // The kernels read truth values. They are filled anew from the variable at each call, so no run is kept.
    private bool[] marks = [];

    /// <summary>How many inputs they are.</summary>
    public int Inputs => (hasWeights ? 1 : 0) + (hasMask ? 1 : 0);

    /// <summary>Whether their shapes have a number for each sample.</summary>
    public bool Fits(ReadOnlySpan<Shape> shapes, int samples)
    {
        bool fits = true;
        foreach (Shape shape in shapes)
            fits &= shape.Count == samples;
        marks = hasMask && fits ? new bool[samples] : marks;
        return fits;
    }

    /// <summary>The options of a kernel.</summary>
    public BatchOptions<T> Options(in Frame<T> frame) => new()
    {
        Reduction = batch.Reduction,
        Weights = hasWeights ? frame.Input(frame.Inputs - Inputs) : default,
        Mask = hasMask ? Marks(frame.Input(frame.Inputs - 1)) : default,
    };

    /// <summary>A term of each sample, times its weight, and 0 where it does not count.</summary>
    public ChosenTerm<TTerm, T> Choose<TTerm>(TTerm term, in Frame<T> frame)
        where TTerm : struct, ITerm<T>, allows ref struct
        => new(
            term,
            hasWeights ? new(frame.Input(frame.Inputs - Inputs), 0, 1) : ScalarView<T>.One,
            hasMask ? new(frame.Input(frame.Inputs - 1), 0, 1) : ScalarView<T>.One);

    private ReadOnlySpan<bool> Marks(ReadOnlySpan<T> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (T.IsNaN(numbers[i]))
                throw new ArgumentException($"mask[{i}] is NaN; a mask says yes or no.", nameof(batch));
            marks[i] = numbers[i] != T.Zero;
        }
        return marks;
    }
}

/// <summary>A term times a weight, or 0 where the mask is 0.</summary>
internal readonly ref struct ChosenTerm<TTerm, T>(TTerm term, MatrixView<T> weights, MatrixView<T> mask) : ITerm<T>
    where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TTerm term = term;
    private readonly MatrixView<T> weights = weights;
    private readonly MatrixView<T> mask = mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        return V.WhereEqual(
            mask.At<V>(row, column), zero, zero, term.At<V>(row, column) * weights.At<V>(row, column));
    }
}

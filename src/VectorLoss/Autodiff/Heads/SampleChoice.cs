using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>The weights, the factors and the mask of a loss head, which are its last inputs.</summary>
internal sealed class SampleChoice<T>(HeadOptions batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int weights = batch.Weights is null ? 0 : 1;
    private readonly int factors = batch.Factors is null ? 0 : 1;
    private readonly int masks = batch.Mask is null ? 0 : 1;

    // The kernels read truth values. They are filled anew from the variable at each call, so no run is kept.
    private bool[] marks = [];

    // Factors times the gradients that arrive for unreduced losses, which count as factors too.
    private T[] products = [];

    /// <summary>How many inputs they are.</summary>
    public int Inputs => weights + factors + masks;

    /// <summary>Whether the output is the loss of every sample.</summary>
    public bool Unreduced => batch.Unreduced;

    /// <summary>Whether their shapes have a number for each sample.</summary>
    public bool Fits(ReadOnlySpan<Shape> shapes, int samples)
    {
        bool fits = true;
        foreach (Shape shape in shapes)
            fits &= shape.Count == samples;
        marks = masks > 0 && fits ? new bool[samples] : marks;
        products = factors > 0 && Unreduced && fits ? new T[samples] : products;
        return fits;
    }

    /// <summary>The options of a kernel.</summary>
    public BatchOptions<T> Options(in Frame<T> frame) => new()
    {
        Reduction = Unreduced ? Reduction.Sum : batch.Reduction,
        Weights = weights > 0 ? frame.Input(frame.Inputs - Inputs) : default,
        Factors = factors > 0 ? frame.Input(frame.Inputs - factors - masks) : default,
        Mask = masks > 0 ? Marks(frame.Input(frame.Inputs - 1)) : default,
    };

    /// <summary>The same with the gradient that arrives at the output: one number, or a factor for each loss.</summary>
    public BatchOptions<T> Upstream(in Frame<T> frame)
    {
        BatchOptions<T> options = Options(frame);
        return !Unreduced ? options with { Upstream = double.CreateTruncating(frame.DOutput[0]) }
            : options with { Factors = (options with { Weights = frame.DOutput }).Multipliers(products) };
    }

    /// <summary>A term of each sample, times its weight and factor, and 0 where it does not count.</summary>
    public ChosenTerm<TTerm, T> Choose<TTerm>(TTerm term, in BatchOptions<T> options, in Frame<T> frame)
        where TTerm : struct, ITerm<T>, allows ref struct
        => new(term, View(options.Weights), View(options.Factors),
            View(masks > 0 ? frame.Input(frame.Inputs - 1) : default));

    private static MatrixView<T> View(ReadOnlySpan<T> numbers)
        => numbers.IsEmpty ? ScalarView<T>.One : new(numbers, 0, 1);

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

/// <summary>A term times a weight and a factor, or 0 where the mask is 0.</summary>
internal readonly ref struct ChosenTerm<TTerm, T>(
    TTerm term, MatrixView<T> weights, MatrixView<T> factors, MatrixView<T> mask) : ITerm<T>
    where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TTerm term = term;
    private readonly MatrixView<T> weights = weights;
    private readonly MatrixView<T> factors = factors;
    private readonly MatrixView<T> mask = mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0);
        return V.WhereEqual(mask.At<V>(row, column), zero, zero,
            term.At<V>(row, column) * (weights.At<V>(row, column) * factors.At<V>(row, column)));
    }
}

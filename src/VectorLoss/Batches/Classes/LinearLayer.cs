using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The last layer of a classifier, logits = hidden · weightᵀ + bias, before its logits exist.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LinearLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>rows × features numbers, row-major.</summary>
    public ReadOnlySpan<T> Hidden { get; init; }

    /// <summary>classes × features, row-major; or the transpose of that, see <see cref="WeightByFeature"/>.</summary>
    public ReadOnlySpan<T> Weight { get; init; }

    /// <summary>One number a class, or empty.</summary>
    public ReadOnlySpan<T> Bias { get; init; }

    /// <summary>Numbers in a row of <see cref="Hidden"/>.</summary>
    public int Features { get; init; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; }

    /// <summary>True if the weight, and its gradient, are stored features × classes.</summary>
    public bool WeightByFeature { get; init; }

    /// <summary>Rows of the hidden matrix.</summary>
    internal int Rows => Hidden.Length / Features;

    /// <summary>The places of its logits.</summary>
    internal RowPlaces Places => RowPlaces.Plain(Rows, Classes);

    /// <summary>Checks that the shapes fit together.</summary>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        if (Hidden.Length % Features != 0)
            throw new ArgumentException(
                $"Hidden has {Hidden.Length} elements, which are no whole rows of {Features} features.",
                nameof(Hidden));
        if (Weight.Length != (long)Classes * Features)
            throw new ArgumentException(
                $"Weight has {Weight.Length} elements; {Classes} classes of {Features} features are needed.",
                nameof(Weight));
        Require.SameLengthOrEmpty(Bias.Length, Classes, nameof(Bias), nameof(Classes));
    }

    /// <summary>Refuses an output that touches the layer.</summary>
    internal void CheckApart(Span<T> output, string name)
    {
        Require.Apart(output, Hidden, name, nameof(Hidden));
        Require.Apart(output, Weight, name, nameof(Weight));
        Require.Apart(output, Bias, name, nameof(Bias));
    }

    /// <summary>Where the weights of the classes from one on begin, and their gradient.</summary>
    internal int WeightAt(int from) => WeightByFeature ? from : from * Features;

    /// <summary>Numbers from one stored row of the weight to the next.</summary>
    private int WeightStride => WeightByFeature ? Classes : Features;

    /// <summary>The logits of some rows for some classes.</summary>
    internal void Forward(int row, int rows, int from, int count, Span<T> logits, int stride, int threads)
        => MatrixProduct.Linear(false, !WeightByFeature, rows, count, Features, Hidden[(row * Features)..], Features,
            Weight[WeightAt(from)..], WeightStride, Bias.IsEmpty ? Bias : Bias.Slice(from, count), Activation.None,
            logits, stride, threads);

    /// <summary>
    /// From the gradient of the logits of some rows for some classes, writes that of the hidden rows, or adds to it.
    /// </summary>
    internal void HiddenGradient(int row, int rows, int from, int count, ReadOnlySpan<T> dLogits, int stride, bool adds,
        Span<T> gradient, int threads)
        => MatrixProduct.Multiply(false, WeightByFeature, rows, Features, count, T.One, dLogits, stride,
            Weight[WeightAt(from)..], WeightStride, adds ? T.One : T.Zero, gradient[(row * Features)..], Features,
            threads);

    /// <summary>
    /// From the gradient of the logits of some rows for some classes, without gaps, writes that of the weights of these
    /// classes, or adds to it.
    /// </summary>
    internal void WeightGradient(int row, int rows, int from, int count, ReadOnlySpan<T> dLogits, bool adds,
        Span<T> gradient, int threads)
    {
        ReadOnlySpan<T> hidden = Hidden[(row * Features)..];
        T beta = adds ? T.One : T.Zero;
        if (WeightByFeature)
            MatrixProduct.Multiply(true, false, Features, count, rows, T.One, hidden, Features, dLogits, count, beta,
                gradient[WeightAt(from)..], Classes, threads);
        else
            MatrixProduct.Multiply(true, false, count, Features, rows, T.One, dLogits, count, hidden, Features, beta,
                gradient[WeightAt(from)..], Features, threads);
    }
}

using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
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

    /// <summary>The logits of the rows from <paramref name="start"/> on, as many as there is room for.</summary>
    internal void Forward(int start, Span<T> logits, int threads)
    {
        int rows = logits.Length / Classes;
        MatrixProduct.Linear(false, !WeightByFeature, rows, Classes, Features, Hidden[(start * Features)..], Features,
            Weight, WeightByFeature ? Classes : Features, Bias, Activation.None, logits, Classes, threads);
    }

    /// <summary>
    /// From the gradient of some logits, writes the gradient of their hidden rows and adds to that of weight and bias.
    /// </summary>
    internal void Backward(int start, ReadOnlySpan<T> dLogits, LinearGradients<T> gradients, int threads)
    {
        int rows = dLogits.Length / Classes;
        if (!gradients.Hidden.IsEmpty)
            MatrixProduct.Multiply(false, WeightByFeature, rows, Features, Classes, T.One, dLogits, Classes, Weight,
                WeightByFeature ? Classes : Features, T.Zero, gradients.Hidden[(start * Features)..], Features,
                threads);
        ReadOnlySpan<T> hidden = Hidden[(start * Features)..];
        if (!gradients.Weight.IsEmpty && WeightByFeature)
            MatrixProduct.Multiply(true, false, Features, Classes, rows, T.One, hidden, Features, dLogits, Classes,
                T.One, gradients.Weight, Classes, threads);
        else if (!gradients.Weight.IsEmpty)
            MatrixProduct.Multiply(true, false, Classes, Features, rows, T.One, dLogits, Classes, hidden, Features,
                T.One, gradients.Weight, Features, threads);
        if (!gradients.Bias.IsEmpty)
            for (int at = 0; at < dLogits.Length; at += Classes)
                Widest.Run<AddRow<T>, T, int>(new(dLogits.Slice(at, Classes), gradients.Bias));
    }
}

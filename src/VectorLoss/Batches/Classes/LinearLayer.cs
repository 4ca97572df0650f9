using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The last layer of a classifier, logits = hidden · weightᵀ + bias, before its logits exist.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LinearLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>rows × features, row-major.</summary>
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

    /// <summary>
    /// How many threads the products may use, the caller included; 0 counts as 1. The result does not depend on it.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Rows of the hidden matrix.</summary>
    internal int Rows => Hidden.Length / Features;

    /// <summary>Holds the shapes against each other.</summary>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
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

    /// <summary>The logits of the rows from <paramref name="start"/> on, as many as there is room for.</summary>
    internal void Forward(int start, Span<T> logits)
    {
        int rows = logits.Length / Classes;
        MatrixProduct.Linear(false, !WeightByFeature, rows, Classes, Features, Hidden[(start * Features)..], Features,
            Weight, WeightByFeature ? Classes : Features, Bias, Activation.None, logits, Classes, Math.Max(1, Threads));
    }

    /// <summary>
    /// Carries the gradient of some logits back to the hidden rows, and adds it to that of weight and bias.
    /// </summary>
    internal void Backward(int start, ReadOnlySpan<T> dLogits, LinearGradients<T> gradients)
    {
        int rows = dLogits.Length / Classes, threads = Math.Max(1, Threads);
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

/// <summary>Where the gradients of a <see cref="LinearLayer{T}"/> go; what is left empty is not computed.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LinearGradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Of the hidden rows.</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>Of the weight, stored as the weight is.</summary>
    public Span<T> Weight { get; init; }

    /// <summary>Of the bias.</summary>
    public Span<T> Bias { get; init; }

    /// <summary>Holds the gradients against the layer and each other.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    internal void Check(in LinearLayer<T> layer, Span<T> workspace)
    {
        Require.SameLengthOrEmpty(Hidden.Length, layer.Hidden.Length, "gradient of Hidden", nameof(layer.Hidden));
        Require.SameLengthOrEmpty(Weight.Length, layer.Weight.Length, "gradient of Weight", nameof(layer.Weight));
        Require.SameLengthOrEmpty(Bias.Length, layer.Classes, "gradient of Bias", nameof(layer.Classes));
        Apart(Hidden, layer, "gradient of Hidden");
        Apart(Weight, layer, "gradient of Weight");
        Apart(Bias, layer, "gradient of Bias");
        Apart(workspace, layer, nameof(workspace));
        Require.Apart(Hidden, Weight, "gradient of Hidden", "gradient of Weight");
        Require.Apart(Hidden, Bias, "gradient of Hidden", "gradient of Bias");
        Require.Apart(Weight, Bias, "gradient of Weight", "gradient of Bias");
        Require.Apart(workspace, Hidden, nameof(workspace), "gradient of Hidden");
        Require.Apart(workspace, Weight, nameof(workspace), "gradient of Weight");
        Require.Apart(workspace, Bias, nameof(workspace), "gradient of Bias");
    }

    private static void Apart(Span<T> output, in LinearLayer<T> layer, string name)
    {
        Require.Apart(output, layer.Hidden, name, nameof(layer.Hidden));
        Require.Apart(output, layer.Weight, name, nameof(layer.Weight));
        Require.Apart(output, layer.Bias, name, nameof(layer.Bias));
    }
}

/// <summary>Adds one row to another.</summary>
internal readonly ref struct AddRow<T>(ReadOnlySpan<T> row, Span<T> total) : IKernel<T, int>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> row = row;
    private readonly Span<T> total = total;

    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T> => Add<Lane1<T>>(Add<V>(0));

    [MethodImpl(Compiled.AtOnce)]
    private int Add<V>(int at) where V : struct, ILanes<V, T>
    {
        for (; at <= row.Length - V.Count; at += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)total, at) + V.Load(row, at), total, at);
        return at;
    }
}

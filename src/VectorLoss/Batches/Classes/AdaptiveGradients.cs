using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Where the gradients of an <see cref="AdaptiveLayer{T}"/> go; what is left empty is not computed.</summary>
/// <typeparam name="T">That of the layer.</typeparam>
public readonly ref struct AdaptiveGradients<T> where T : unmanaged
{
    /// <summary>Receives that of the hidden rows, rows × features numbers, or is empty.</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>Receives that of the head, stored as the head is, or is empty.</summary>
    public Span<T> Head { get; init; }

    /// <summary>Receives that of the head's bias, one number a class of the head, or is empty.</summary>
    public Span<T> HeadBias { get; init; }

    /// <summary>Receives that of the tails, stored as they are, or is empty.</summary>
    public Span<T> Tails { get; init; }

    /// <summary>Whether there is room for none.</summary>
    internal bool IsEmpty => Hidden.IsEmpty && Head.IsEmpty && HeadBias.IsEmpty && Tails.IsEmpty;

    /// <summary>Checks the gradients against the layer, the options and each other.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    internal void Check(in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels)
    {
        Require.SameLengthOrEmpty(Hidden.Length, layer.Hidden.Length, "gradient of Hidden", nameof(layer.Hidden));
        Require.SameLengthOrEmpty(Head.Length, layer.Head.Length, "gradient of Head", nameof(layer.Head));
        Require.SameLengthOrEmpty(
            HeadBias.Length, layer.HeadClasses, "gradient of HeadBias", "classes of the head");
        Require.SameLengthOrEmpty(Tails.Length, layer.Tails.Length, "gradient of Tails", nameof(layer.Tails));
        Check(layer, labels, Hidden, "gradient of Hidden");
        Check(layer, labels, Head, "gradient of Head");
        Check(layer, labels, HeadBias, "gradient of HeadBias");
        Check(layer, labels, Tails, "gradient of Tails");
        Require.Apart(Hidden, (ReadOnlySpan<T>)Head, "gradient of Hidden", "gradient of Head");
        Require.Apart(Hidden, (ReadOnlySpan<T>)HeadBias, "gradient of Hidden", "gradient of HeadBias");
        Require.Apart(Hidden, (ReadOnlySpan<T>)Tails, "gradient of Hidden", "gradient of Tails");
        Require.Apart(Head, (ReadOnlySpan<T>)HeadBias, "gradient of Head", "gradient of HeadBias");
        Require.Apart(Head, (ReadOnlySpan<T>)Tails, "gradient of Head", "gradient of Tails");
        Require.Apart(HeadBias, (ReadOnlySpan<T>)Tails, "gradient of HeadBias", "gradient of Tails");
    }

    private static void Check(in AdaptiveLayer<T> layer, ReadOnlySpan<int> labels, Span<T> gradient, string name)
    {
        layer.CheckApart(gradient, name);
        Require.Apart(gradient, labels, name, nameof(labels));
    }
}

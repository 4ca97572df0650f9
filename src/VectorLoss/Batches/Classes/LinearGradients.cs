using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Where the gradients of a <see cref="LinearLayer{T}"/> go; what is left empty is not computed.</summary>
/// <typeparam name="T">That of the layer.</typeparam>
public readonly ref struct LinearGradients<T> where T : unmanaged
{
    /// <summary>Receives that of the hidden rows, rows × features numbers, or is empty.</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>Receives that of the weight, stored as the weight is, or is empty.</summary>
    public Span<T> Weight { get; init; }

    /// <summary>Receives that of the bias, one number a class, or is empty.</summary>
    public Span<T> Bias { get; init; }

    /// <summary>Whether there is room for none.</summary>
    internal bool IsEmpty => Hidden.IsEmpty && Weight.IsEmpty && Bias.IsEmpty;

    /// <summary>Refuses an output that touches a gradient.</summary>
    internal void CheckApart(Span<T> output, string name)
    {
        Require.Apart(output, (ReadOnlySpan<T>)Hidden, name, "gradient of Hidden");
        Require.Apart(output, (ReadOnlySpan<T>)Weight, name, "gradient of Weight");
        Require.Apart(output, (ReadOnlySpan<T>)Bias, name, "gradient of Bias");
    }

    /// <summary>Checks the gradients and the workspace against the layer and each other.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    internal void Check<TWork>(in LinearLayer<T> layer, Span<TWork> workspace) where TWork : unmanaged
    {
        Require.SameLengthOrEmpty(Hidden.Length, layer.Hidden.Length, "gradient of Hidden", nameof(layer.Hidden));
        Require.SameLengthOrEmpty(Weight.Length, layer.Weight.Length, "gradient of Weight", nameof(layer.Weight));
        Require.SameLengthOrEmpty(Bias.Length, layer.Classes, "gradient of Bias", nameof(layer.Classes));
        layer.CheckApart(Hidden, "gradient of Hidden");
        layer.CheckApart(Weight, "gradient of Weight");
        layer.CheckApart(Bias, "gradient of Bias");
        Require.Apart(Hidden, (ReadOnlySpan<T>)Weight, "gradient of Hidden", "gradient of Weight");
        Require.Apart(Hidden, (ReadOnlySpan<T>)Bias, "gradient of Hidden", "gradient of Bias");
        Require.Apart(Weight, (ReadOnlySpan<T>)Bias, "gradient of Weight", "gradient of Bias");
        Require.Apart(workspace, (ReadOnlySpan<T>)Hidden, nameof(workspace), "gradient of Hidden");
        Require.Apart(workspace, (ReadOnlySpan<T>)Weight, nameof(workspace), "gradient of Weight");
        Require.Apart(workspace, (ReadOnlySpan<T>)Bias, nameof(workspace), "gradient of Bias");
    }
}

using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The last layer of a classifier, logits = hidden · weightᵀ + bias, before its logits exist.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; for <see cref="NarrowLinearSoftmaxLosses"/>,
/// <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
public readonly ref struct LinearLayer<T> where T : unmanaged
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
    internal void CheckApart<TOutput>(Span<TOutput> output, string name) where TOutput : unmanaged
    {
        Require.Apart(output, Hidden, name, nameof(Hidden));
        Require.Apart(output, Weight, name, nameof(Weight));
        Require.Apart(output, Bias, name, nameof(Bias));
    }

    /// <summary>Where the weights of the classes from one on begin, and their gradient.</summary>
    internal int WeightAt(int from) => WeightByFeature ? from : from * Features;

    /// <summary>Numbers from one stored row of the weight to the next.</summary>
    internal int WeightStride => WeightByFeature ? Classes : Features;
}

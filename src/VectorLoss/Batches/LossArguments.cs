using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// What a loss of several inputs is asked: the inputs, and how the losses become one number. The default of everything but
/// <see cref="First"/> is to be left out. All spans are borrowed for the call.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LossArguments<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The first input, in the order of the loss's card; rows one after another.</summary>
    public ReadOnlySpan<T> First { get; init; }

    /// <summary>The second input.</summary>
    public ReadOnlySpan<T> Second { get; init; }

    /// <summary>The third input, where the loss has one.</summary>
    public ReadOnlySpan<T> Third { get; init; }

    /// <summary>One label a row, where the loss has them.</summary>
    public ReadOnlySpan<T> Labels { get; init; }

    /// <summary>One finite non-negative weight for each loss, or empty.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>True where a loss counts, or empty. One that does not count contributes nothing, not even a NaN, and gets gradient 0.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }

    /// <summary>What the losses become; mean by default.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>What the mean over nothing is.</summary>
    public EmptyBatch Empty { get; init; }
}

/// <summary>Where the results of a loss of several inputs go; what is left out is not computed.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LossResults<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Receives every loss, weighted but not reduced.</summary>
    public Span<T> Values { get; init; }

    /// <summary>Receives the gradient of the reduced value with respect to the first input.</summary>
    public Span<T> First { get; init; }

    /// <summary>Receives the gradient with respect to the second input.</summary>
    public Span<T> Second { get; init; }

    /// <summary>Receives the gradient with respect to the third input.</summary>
    public Span<T> Third { get; init; }

    /// <summary>A factor of all gradients.</summary>
    public double Upstream { get; init; } = 1;

    /// <summary>Holds the outputs against the inputs, before anything is written.</summary>
    internal void Check(in LossArguments<T> inputs, int losses)
    {
        Require.SameLengthOrEmpty(Values.Length, losses, nameof(Values), "losses");
        Require.SameLengthOrEmpty(First.Length, inputs.First.Length, "gradient of First", nameof(First));
        Require.SameLengthOrEmpty(Second.Length, inputs.Second.Length, "gradient of Second", nameof(Second));
        Require.SameLengthOrEmpty(Third.Length, inputs.Third.Length, "gradient of Third", nameof(Third));
        Require.Apart(Values, inputs.First, nameof(Values), nameof(First));
        Check(Values, inputs, nameof(Values));
        Check(First, inputs, "gradient of First");
        Check(Second, inputs, "gradient of Second");
        Check(Third, inputs, "gradient of Third");
        Require.Apart(First, Second, "gradient of First", "gradient of Second");
        Require.Apart(First, Third, "gradient of First", "gradient of Third");
        Require.Apart(Second, Third, "gradient of Second", "gradient of Third");
    }

    private static void Check(Span<T> output, in LossArguments<T> inputs, string name)
    {
        Require.SameOrApart(output, inputs.First, name, nameof(First));
        Require.SameOrApart(output, inputs.Second, name, nameof(Second));
        Require.SameOrApart(output, inputs.Third, name, nameof(Third));
        Require.Apart(output, inputs.Labels, name, nameof(inputs.Labels));
        Require.Apart(output, inputs.Weights, name, nameof(inputs.Weights));
    }
}

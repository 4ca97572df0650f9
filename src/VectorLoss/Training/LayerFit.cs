using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>The one place that checks whether a net and its loss fit a data set.</summary>
public static class LayerFit
{
    /// <summary>What does not fit, as one clause for a message; null if all fits.</summary>
    /// <param name="layers">Width of the input, of every hidden layer and of the output; at least one.</param>
    /// <param name="loss">What the net minimises.</param>
    /// <param name="data">The samples. A net may have more outputs than they have classes.</param>
    public static string? Problem(ReadOnlySpan<int> layers, NetLoss loss, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        if (layers[0] != data.Inputs)
        {
            string samples = data is DigitSet images
                ? $"the images have {images.Rows} × {images.Columns} = {images.Pixels} pixels"
                : $"the samples have {data.Inputs} numbers";
            return $"the first layer has {layers[0]} {(layers[0] == 1 ? "input" : "inputs")}, {samples}";
        }
        if (loss.TakesLabels != data.HasLabels)
        {
            return data.HasLabels ? "the loss takes numbers, the data has labels"
                : "the loss takes labels, the data has numbers";
        }
        int outputs = loss.OutputsFor(data);
        if (outputs < loss.LeastOutputs)
        {
            return "the loss compares the outputs of a sample with each other, and there is one: "
                + "nothing can be learned";
        }
        return layers[^1] == outputs || (data.HasLabels && layers[^1] > outputs)
            ? null : $"the last layer has {layers[^1]} {(layers[^1] == 1 ? "output" : "outputs")}, "
                + (data.HasLabels ? $"the data has {outputs} classes" : $"the loss needs {outputs} for the targets");
    }

    /// <summary>Throws if the layers do not fit.</summary>
    internal static void Require(ReadOnlySpan<int> layers, NetLoss loss, Dataset data, string name)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data, name);
        if (Problem(layers, loss, data) is { } problem)
            throw new ArgumentException($"The net does not fit the data: {problem}.", name);
    }
}

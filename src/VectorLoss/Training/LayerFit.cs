using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>The one place that checks whether the layers of a net fit the images and labels of a data set.</summary>
public static class LayerFit
{
    /// <summary>What does not fit, as one clause for a message; null if all fits.</summary>
    /// <param name="layers">Width of the input, of every hidden layer and of the output; at least one.</param>
    /// <param name="data">The images and labels.</param>
    public static string? Problem(ReadOnlySpan<int> layers, DigitSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (layers[0] != data.Pixels)
        {
            return $"the first layer has {layers[0]} {(layers[0] == 1 ? "input" : "inputs")}, "
                + $"the images have {data.Rows} × {data.Columns} = {data.Pixels} pixels";
        }
        return layers[^1] == DigitSet.Classes
            ? null : $"the last layer has {layers[^1]} {(layers[^1] == 1 ? "output" : "outputs")}, "
                + $"the data has {DigitSet.Classes} classes";
    }

    /// <summary>Throws if the layers do not fit.</summary>
    internal static void Require(ReadOnlySpan<int> layers, DigitSet data, string name)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (Problem(layers, data) is { } problem)
            throw new ArgumentException($"The net does not fit the data: {problem}.", name);
    }
}

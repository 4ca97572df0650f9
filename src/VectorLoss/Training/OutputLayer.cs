using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>What turns the numbers of the last layer into the outputs that a loss compares with the target.</summary>
public enum OutputLayer
{
    /// <summary>What the card of the loss asks for: the numbers themselves, or probabilities.</summary>
    Auto,

    /// <summary>The numbers themselves.</summary>
    Linear,

    /// <summary>A sigmoid of every number.</summary>
    Sigmoid,

    /// <summary>The softmax of every row of numbers.</summary>
    Softmax,

    /// <summary>eˣ of every number: for outputs above 0.</summary>
    Exponential,
}

/// <summary>Output layers on a tape.</summary>
internal static class OutputLayers
{
    /// <summary>Records the layer; nothing for a linear one.</summary>
    public static Var Record<T>(this OutputLayer layer, Tape<T> tape, Var numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => layer switch
        {
            OutputLayer.Sigmoid => tape.Sigmoid(numbers),
            OutputLayer.Softmax => tape.Softmax(numbers),
            OutputLayer.Exponential => tape.Exp(numbers),
            _ => numbers,
        };
}

using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;

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

    /// <summary>The projection of every row on the simplex: probabilities of which some are 0.</summary>
    Sparsemax,

    /// <summary>½(x + 1) of every number, not below 0 and not above 1.</summary>
    BinarySparsemax,
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
            OutputLayer.Sparsemax => tape.Apply(new SparsemaxOp<T>(), numbers),
            OutputLayer.BinarySparsemax => Halfway(tape, numbers),
            _ => numbers,
        };

    /// <summary>The layer that gives what a loss predicts of its target.</summary>
    public static OutputLayer Layer(this Link link) => link switch
    {
        Link.Sigmoid => OutputLayer.Sigmoid,
        Link.Softmax => OutputLayer.Softmax,
        Link.Exponential => OutputLayer.Exponential,
        Link.Sparsemax => OutputLayer.Sparsemax,
        Link.BinarySparsemax => OutputLayer.BinarySparsemax,
        _ => OutputLayer.Linear,
    };

    private static Var Halfway<T>(Tape<T> tape, Var numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Var one = tape.Constant(1), half = tape.Multiply(tape.Add(numbers, one), tape.Constant(0.5));
        return tape.Min(tape.Max(half, tape.Constant(0)), one);
    }
}

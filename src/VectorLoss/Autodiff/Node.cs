using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>What a tape knows of the variable at one position.</summary>
internal record struct Node<T>(
    Op<T>? Op, Shape Shape, int FirstInput, int Inputs, bool NeedsGradient, int Generation, Segment Value)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers that its op keeps from the forward pass for the backward pass.</summary>
    public Segment Kept { get; init; }

    /// <summary>How many inputs of ops it is.</summary>
    public int Uses { get; set; }

    /// <summary>Whether it is learned.</summary>
    public bool IsParameter { get; set; }

    public readonly bool IsLeaf => Op is null;
}

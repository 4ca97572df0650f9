using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>How one parameter moves in one step, written for any number system; its constants are fields.</summary>
internal interface IUpdateRule
{
    /// <summary>Numbers that the rule remembers for each parameter: 0, 1 or 2.</summary>
    static abstract int States { get; }

    /// <summary>Whether the second state is a mean of squares.</summary>
    static abstract bool KeepsSquares { get; }

    /// <summary>
    /// The parameter after the step. What the rule does not remember comes in as zero and is not stored.
    /// </summary>
    R Next<R>(R parameter, R gradient, ref R first, ref R second) where R : struct, IReal<R>;
}

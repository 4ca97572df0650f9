using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// How one number of a parameter moves in one step, written for any number system: it runs on the widest registers, on
/// one number, in float and in double, with the same bits everywhere. Its constants are fields.
/// </summary>
public interface IUpdateRule
{
    /// <summary>Numbers that the rule remembers for each number of a parameter: 0 to 3, all 0 before the first
    /// step.</summary>
    static abstract int States { get; }

    /// <summary>What one of them is, which decides when it is too small to count.</summary>
    /// <param name="state">0, 1 or 2.</param>
    static virtual StateKind KindOf(int state) => StateKind.Mean;

    /// <summary>
    /// The parameter after the step. What the rule does not remember comes in as zero and is not stored.
    /// </summary>
    /// <param name="parameter">The number before the step.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="first">State 0, changed in place.</param>
    /// <param name="second">State 1.</param>
    /// <param name="third">State 2.</param>
    R Next<R>(R parameter, R gradient, ref R first, ref R second, ref R third) where R : struct, IReal<R>;
}

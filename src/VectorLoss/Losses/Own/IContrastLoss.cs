namespace VectorLoss.Losses;

/// <summary>
/// A loss of pairs of rows of two matrices: row i of one belongs to row i of the other, and should be chosen among the
/// rows that it is compared with, or their features should have in common what they should. The engine has the
/// algorithm; nothing outside of it can implement one.
/// </summary>
public interface IContrastLoss : ILoss
{
    /// <summary>What is compared.</summary>
    internal ContrastRule Rule { get; }
}

namespace VectorLoss.Losses;

/// <summary>
/// A loss of a whole row that no sums over it give: of boxes, samples, mixtures, ranks, risk sets, alignments and
/// transports. The engine has the algorithm of each; nothing outside of it can implement one.
/// </summary>
public interface IGroupLoss : ILoss
{
    /// <summary>What is computed.</summary>
    internal GroupRule Rule { get; }
}

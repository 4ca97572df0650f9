using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>How many losses a loss of pairs has: one a row that it asks for its partner, or one of the batch.</summary>
/// <param name="rows">Rows of each matrix.</param>
internal sealed class QueryCount(int rows) : ILossVisitor<int>
{
    public int Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => rows;

    public int Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => rows;

    public int Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => loss.Rule.Queries(rows);
}

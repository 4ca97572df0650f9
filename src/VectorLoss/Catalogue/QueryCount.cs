using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>How many rows a loss of pairs asks for their partner.</summary>
/// <param name="rows">Rows of each matrix.</param>
internal sealed class QueryCount(int rows) : ILossVisitor<int>
{
    public int Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => rows;

    public int Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => rows;

    public int Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => loss.Rule.Queries(rows);
}

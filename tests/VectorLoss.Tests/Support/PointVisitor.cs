using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>A visitor that has business with point losses only.</summary>
internal abstract class PointVisitor<TResult> : ILossVisitor<TResult>
{
    public abstract TResult Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss;

    TResult ILossVisitor<TResult>.Label<TLoss>(TLoss loss) => throw new NotSupportedException("not a point loss");
}

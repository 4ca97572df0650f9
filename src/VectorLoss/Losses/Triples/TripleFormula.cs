using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>A loss of three numbers with or without its fourth, for those who ask one number at a time.</summary>
internal static class TripleFormula
{
    /// <summary>Value and slopes, beside a fourth number where it is not null.</summary>
    public static R ValueAndSlopes<TLoss, R>(TLoss loss, R first, R second, R third, R? fourth, out Triple<R> slopes)
        where TLoss : ITripleLoss where R : struct, IReal<R>
        => fourth is { } given ? TLoss.ValueAndSlopes(loss, first, second, third, given, out slopes)
            : TLoss.ValueAndSlopes(loss, first, second, third, out slopes);
}

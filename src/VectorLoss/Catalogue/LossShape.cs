using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>In which shape a request has its losses: one for each number, row, query, sample or batch.</summary>
internal static class LossShape
{
    /// <summary>The shape of the losses.</summary>
    /// <param name="request">The request.</param>
    /// <param name="first">Its first input: numbers, sequences, or rows of at least one number.</param>
    public static int[] Of(LossRequest request, LossArray first) => request.Card.Family switch
    {
        LossFamily.Point or LossFamily.Triple => first.Shape,
        LossFamily.Sequence => [first.Shape[request.Card.Create.IsLattice ? 0 : 1]],
        LossFamily.Contrast => [request.Card.Visit(
            new QueryCount(first.Values.Length / first.Columns), RequestOptions.OfLoss(request))],
        _ => first.Shape[..^1],
    };
}

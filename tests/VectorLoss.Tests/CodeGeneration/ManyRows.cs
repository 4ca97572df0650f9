using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>All losses on batches of many rows.</summary>
internal static class ManyRows
{
    private const int Rows = 10_000, RowsOfPairs = 128;

    /// <summary>Runs each loss once or twice on a drawn batch that is repeated.</summary>
    public static void RunAll()
    {
        foreach (LossCard card in LossCatalog.All)
        {
            LossDraw draw = new(card, 3);
            for (int drawn = 0; drawn < 2; drawn++)
            {
                LossRequest request = Tiled(draw.Request());
                LossTool.Run<float>(request);
                LossTool.Run<double>(request);
            }
        }
    }

    private static LossRequest Tiled(LossRequest request)
    {
        LossArray first = request.Inputs[request.Card.Inputs[0].Name];
        int rows = request.Card.Family is LossFamily.Contrast or LossFamily.Similarity ? RowsOfPairs : Rows;
        return request with
        {
            // A loss by features has one value, whatever the rows.
            Inputs = request.Inputs.Where(pair => (IsTiled(pair.Key, pair.Value)
                && request.Card.Family != LossFamily.Contrast)
                || request.Card.Inputs.Any(input => input.Name == pair.Key))
                .ToDictionary(pair => pair.Key, pair => IsTiled(pair.Key, pair.Value)
                    ? Tiled(pair.Value, rows) : pair.Value),
        };
        bool IsTiled(string name, LossArray array) => array.Shape is [int count, ..] && count == first.Shape[0]
            && !IsOfColumns(request.Card, name, array);
    }

    private static bool IsOfColumns(LossCard card, string name, LossArray array)
        => (name == "weight" && card.Family is LossFamily.Label or LossFamily.Centred)
            || card.Inputs.Any(input => input.Name == name && (input.Kind == LossInputKind.PerColumn
                || (input.Repeats && array.Shape.Length == 1)));

    private static LossArray Tiled(LossArray array, int rows)
    {
        int times = (rows + array.Shape[0] - 1) / array.Shape[0];
        return new([array.Shape[0] * times, .. array.Shape[1..]],
            [.. Enumerable.Repeat(array.Values, times).SelectMany(values => values)]);
    }
}

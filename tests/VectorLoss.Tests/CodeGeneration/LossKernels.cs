using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>The kernels of all losses.</summary>
internal static class LossKernels
{
    /// <summary>Enough for weights, masks, smoothing and every reduction of each loss.</summary>
    private const int Draws = 12;

    /// <summary>Has the kernels of all losses compiled, in float and double.</summary>
    public static void RunAll()
    {
        foreach (LossCard card in LossCatalog.All)
        {
            LossDraw draw = new(card, new Random(1));
            for (int drawn = 0; drawn < Draws; drawn++)
            {
                LossRequest request = draw.Request();
                LossTool.Run<float>(request);
                LossTool.Run<double>(request);
            }
        }
    }
}

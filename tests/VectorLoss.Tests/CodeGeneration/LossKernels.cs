using System.Numerics;
using VectorLoss.Batches;
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
        Centred(new MultiMargin());
        Centred(new CrammerSinger());
        Centred(new Sparsemax());
        Centred(new CrossEntropyError());
        foreach (LossCard card in LossCatalog.All)
        {
            LossDraw draw = new(card, 1);
            for (int drawn = 0; drawn < Draws; drawn++)
            {
                LossRequest request = draw.Request();
                LossTool.Run<float>(request);
                LossTool.Run<double>(request);
            }
        }
    }

    /// <summary>Short and long rows, which have kernels of their own and are drawn short only.</summary>
    private static void Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        foreach (int classes in (int[])[10, 300])
        {
            Centred<TLoss, float>(loss, classes);
            Centred<TLoss, double>(loss, classes);
        }
    }

    private static void Centred<TLoss, T>(TLoss loss, int classes)
        where TLoss : struct, ICentredLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = new T[2 * classes], gradient = new T[2 * classes];
        loss.ValueAndGradient<TLoss, T>(numbers, classes, [0, 1], gradient);
        if (TLoss.Centre != RowCentre.Label)
            loss.ValueAndGradient<TLoss, T>(numbers, classes, numbers, gradient);
    }
}

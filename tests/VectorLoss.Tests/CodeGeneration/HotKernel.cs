using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;
using VectorLoss.Training;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>A kernel whose inner loops decide how fast something is.</summary>
/// <param name="Name">What the test is called.</param>
/// <param name="Code">
/// Its methods, as the runtime names them: * stands for anything, {V} for the widest register. All of them that loop
/// over such registers are judged.
/// </param>
/// <param name="MultipliesAndAdds">Whether the formula has a multiply-add.</param>
/// <param name="Run">Makes the runtime compile it.</param>
internal sealed record HotKernel(string Name, string Code, bool MultipliesAndAdds, Action Run)
{
    private const int Length = 4_099;

    private static readonly float[] x = Numbers(Length), y = Numbers(Length), z = new float[Length];

    /// <summary>Why its loops may use the stack, where they have to. Nothing excuses a call.</summary>
    public string? Spills { get; init; }

    /// <summary>The same on machines of sixteen registers: AVX2.</summary>
    public string? SpillsAmongSixteen { get; init; }

    /// <summary>One row each. Whoever renames a kernel finds the row here by its name.</summary>
    public static IReadOnlyList<HotKernel> All { get; } =
    [
        new("matrix tiles", "*.MatrixTiles`3[{V},*,float]:Run[*", true, Product),
        new("matrix tiles of doubles", "*.MatrixTiles`3[{V},*,double]:Run[*", true, ProductOfDoubles),
        new("exp", "*.Map`2[*.ExpMap,float]:*{V}*", true, () => Elementwise.Exp(x, z))
        {
            SpillsAmongSixteen = "one of fourteen constants; all of them as literals took a tenth longer",
        },
        new("log", "*.Map`2[*.LogMap,float]:*{V}*", true, () => Elementwise.Log(x, z)),
        new("expm1", "*.Map`2[*.Expm1Map,float]:*{V}*", true, () => Elementwise.Expm1(x, z)),
        new("log1p", "*.Map`2[*.Log1pMap,float]:*{V}*", true, () => Elementwise.Log1p(x, z)),
        new("tanh", "*.Map`2[*.TanhMap,float]:*{V}*", true, () => Elementwise.Tanh(x, z)),
        new("sigmoid", "*.Map`2[*.SigmoidMap,float]:*{V}*", true, () => Elementwise.Sigmoid(x, z)),
        new("long rows", "*.SequentialRow:*[{V},float*", true, () => Softmax(1_000))
        {
            SpillsAmongSixteen = "the cut of subnormal powers is one constant more than there are registers",
        },
        new("short rows", "*.InterleavedRows:Exp[{V},float*", true, () => Softmax(10)),
        new("mse", "*.PointKernel`3[*.SquaredError,float,*]:*{V}*", false, () => Loss(new SquaredError())),
        new("huber", "*.PointKernel`3[*.Huber,float,*]:*{V}*", true, () => Loss(new Huber()))
        {
            SpillsAmongSixteen = "eight sums, and the threshold in three forms",
        },
        new("binary cross-entropy with logits", "*.PointKernel`3[*.BinaryCrossEntropyWithLogits,float,*]:*{V}*", true,
            () => Loss(new BinaryCrossEntropyWithLogits()))
        {
            Spills = "two registers at once, 20 clocks each where one at a time took 32",
        },
        new("sgd", "*.OptimizerKernel`2[*.PlainRule,float]:*{V}*", true, () => Update(new Sgd<float>())),
        new("adam", "*.OptimizerKernel`2[*.AdamRule`1[*.PlainSquares],float]:*{V}*", true,
            () => Update(new Adam<float>()))
        {
            SpillsAmongSixteen = "four registers of parameters at once",
        },
        new("sum", "*.LaneSum`2[*.PlainTerm,float]:*{V}*", false, () => Reductions.Sum(x)),
        new("dot", "*.LaneSum`2[*.ProductTerm,float]:*{V}*", true, () => Reductions.Dot(x, y)),
        new("max", "*.MinMax`2[*.Largest,float]:*{V}*", false, () => Reductions.Max(x)),
        .. HotLosses.All,
    ];

    /// <summary>Has all of them compiled.</summary>
    public static void RunAll()
    {
        foreach (HotKernel kernel in All)
            kernel.Run();
    }

    private static float[] Numbers(int length)
        => [.. Enumerable.Range(0, length).Select(i => 0.25f + i % 97 * 0.01f)];

    private static void Product()
        => MatrixProduct.Multiply<float>(
            false, false, 64, 64, 64, x.AsSpan(0, 4_096), y.AsSpan(0, 4_096), z.AsSpan(0, 4_096));

    private static void ProductOfDoubles()
    {
        double[] a = [.. x.Take(4_096).Select(one => (double)one)];
        MatrixProduct.Multiply<double>(false, false, 64, 64, 64, a, a, new double[4_096]);
    }

    private static void Softmax(int classes)
        => RowFunctions.Softmax<float>(x.AsSpan(0, 4_000), classes, z.AsSpan(0, 4_000));

    private static void Loss<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => loss.MeanAndGradient<TLoss, float>(x, y, z);

    private static void Update(Optimizer<float> optimizer)
    {
        optimizer.Begin(0.01);
        optimizer.Update(0, z, x);
    }
}

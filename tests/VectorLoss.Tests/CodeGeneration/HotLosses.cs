using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>The hot kernels of losses of rows, classes and sequences.</summary>
internal static class HotLosses
{
    // Inputs and gradients of as many floats lie in no cache.
    private const int Far = 1_500_000;

    private const string Places = "where inputs and sums lie, which the registers of addresses do not hold";

    /// <summary>One row each.</summary>
    public static IReadOnlyList<HotKernel> All { get; } =
    [
        new("softmax losses of short rows", "*.SoftmaxInterleaved`3[*.CrossEntropy,float,*]:Slopes[{V}*", false,
            Softmax),
        new("nll", "*.LabelKernel`2[*.NegativeLogLikelihood,float]:Compute[{V}*", false,
            () => Centred(new NegativeLogLikelihood(), 10)),
        new("centred losses of short rows", "*.CentredInterleaved`2[*.MultiMargin,float]:*[{V}*", false,
            () => Centred(new MultiMargin(), 10)),
        new("centred losses of long rows", "*.CentredSequential`2[*.MultiMargin,float]:Slopes[{V},*Whole]*", false,
            () => Centred(new MultiMargin(), 1_000)),
        new("multilabel margin", "*.MultilabelMarginKernel`1[float]:OneRegister[{V}*", false, MultilabelMargin),
        new("ctc in scaled probabilities", "*.CtcScaledKernel`1[float]:Step[{V}*", true, Ctc)
        {
            Spills = Places,
        },
        new("rows, near", "*.RowKernel`2[*.CosineEmbedding,float]:Add[{V},*Whole]*", false, () => Rows(64_000))
        {
            Spills = Places,
        },
        new("rows, far", "*.RowKernel`2[*.CosineEmbedding,float]:Add[{V},*Far]*", false, () => Rows(Far))
        {
            Spills = Places,
        },
    ];

    private static float[] Numbers(int length)
        => [.. Enumerable.Range(0, length).Select(i => 0.25f + i % 97 * 0.01f)];

    // Those of long rows loop in the kernels of "long rows".
    private static void Softmax()
        => new CrossEntropy().ValueAndGradient<CrossEntropy, float>(Numbers(400), 10, new int[40], new float[400]);

    private static void Centred<TLoss>(TLoss loss, int classes) where TLoss : struct, ICentredLoss
        => loss.ValueAndGradient<TLoss, float>(Numbers(40 * classes), classes, new int[40], new float[40 * classes]);

    private static void MultilabelMargin()
    {
        int[] labels = [.. Enumerable.Repeat((int[])[1, 3, -1, 0, 0, 0], 40).SelectMany(row => row)];
        new MultilabelMargin().ValueAndGradient<float>(Numbers(labels.Length), 6, labels, new float[labels.Length]);
    }

    private static void Ctc()
    {
        const int steps = 60, classes = 12;
        float[] logs = [.. Numbers(steps * classes).Select(one => -2 - one)];
        SequenceBatch<float> batch = new()
        {
            LogProbabilities = logs,
            Classes = classes,
            Labels = [.. Enumerable.Range(0, 20).Select(i => 1 + i % (classes - 1))],
            Steps = [steps],
            LabelCounts = [20],
        };
        new ConnectionistTemporalClassification().ValueAndGradient(batch, new float[logs.Length]);
    }

    private static void Rows(int length)
    {
        const int columns = 500;
        float[] ones = new float[length / columns];
        Array.Fill(ones, 1);
        RowInputs<float> inputs = new()
        {
            First = Numbers(length),
            Second = [.. Numbers(length).Reverse()],
            Labels = ones,
            Columns = columns,
        };
        new CosineEmbedding().ValueAndGradient(inputs, new LossGradients<float> { First = new float[length] });
    }
}

using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// A NaN is seen among masks of −∞ in every row function and every loss of rows, whatever way a row of that length
/// takes: side by side, one after another, in chunks.
/// </summary>
public class MaskedNaNTests
{
    private static readonly int[] Lengths = [2, 3, 17, 64, 193, 300, 5000];

    public static TheoryData<string> Losses => [.. LossCatalog.All
        .Where(card => card.Family is not (LossFamily.Sequence or LossFamily.Point or LossFamily.Triple))
        // These look at the number of the label alone.
        .Where(card => card.Name is not ("nll" or "cross-entropy-error")).Select(card => card.Name)];

    [Fact]
    public void Softmax_and_its_relatives_see_it()
    {
        OfRows<float>();
        OfRows<double>();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_sees_it(string loss)
    {
        LossCard card = LossCatalog.Find(loss)!;
        // All pairs of steps of long rows would be many.
        foreach (int length in Lengths.Where(length => length <= 300 || !card.HasLengths))
            foreach (int rows in (int[])[1, 17])
                foreach (bool masksAll in (bool[])[true, false])
                {
                    int classes = (length + card.Parts - 1) / card.Parts * card.Parts;
                    OfLoss<float>(card, classes, rows, masksAll);
                    OfLoss<double>(card, classes, rows, masksAll);
                }
    }

    private static void OfRows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int classes in Lengths)
            foreach (int rows in (int[])[1, 17])
                foreach (int at in (int[])[0, 1, classes / 2, classes - 1])
                {
                    T[] x = [.. Enumerable.Range(0, rows * classes).Select(i => T.CreateTruncating(i % 7))];
                    int row = (rows - 1) / 2;
                    Span<T> bad = x.AsSpan(row * classes, classes);
                    bad.Fill(T.NegativeInfinity);
                    bad[at] = T.NaN;
                    T[] numbers = new T[x.Length], sums = new T[rows];
                    string name = $"{classes} classes, {rows} rows, NaN at {at}";
                    RowFunctions.Softmax<T>(x, classes, numbers);
                    Assert.True(T.IsNaN(numbers[row * classes]), name);
                    RowFunctions.LogSoftmax<T>(x, classes, numbers);
                    Assert.True(T.IsNaN(numbers[row * classes]), name);
                    RowFunctions.LogSumExp<T>(x, classes, sums);
                    Assert.True(T.IsNaN(sums[row]), name);
                    OfCrossEntropy(x, classes, row, name);
                }
    }

    private static void OfCrossEntropy<T>(T[] x, int classes, int row, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] labels = new int[x.Length / classes];
        T[] gradient = new T[x.Length], values = new T[labels.Length], sums = new T[labels.Length];
        foreach (double scale in (double[])[0, 0.1])
            foreach (double cap in (double[])[0, 5])
            {
                new CrossEntropy().Values<CrossEntropy, T>(x, classes, labels, values,
                    new() { LseSquareScale = scale, Softcap = cap, LogSumExp = sums });
                Assert.True(T.IsNaN(sums[row]) && T.IsNaN(values[row]), name);
                sums.AsSpan().Clear();
                // The gradient in the place of the logits.
                x.CopyTo(gradient, 0);
                double sum = new CrossEntropy().ValueAndGradient<CrossEntropy, T>(gradient, classes, labels, gradient,
                    new() { LseSquareScale = scale, Softcap = cap, LogSumExp = sums });
                Assert.True(T.IsNaN(sums[row]) && double.IsNaN(sum), name);
                Assert.All(gradient.Skip(row * classes).Take(classes), slope => Assert.True(T.IsNaN(slope), name));
            }
    }

    private static void OfLoss<T>(LossCard card, int classes, int rows, bool masksAll)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossRequest request = FamilyBatch.Of(card.Name, [], rows, classes, "none");
        Random random = new(classes + rows);
        int row = random.Next(rows), at = random.Next(classes);
        string masked = card.Inputs[0].Name;
        double[] numbers = [.. request.Inputs[masked].Values];
        for (int c = 0; c < classes; c++)
            if (masksAll || c % 2 == 0)
                numbers[(row * classes) + c] = double.NegativeInfinity;
        numbers[(row * classes) + at] = double.NaN;
        Dictionary<string, LossArray> inputs = new(request.Inputs) { [masked] = new([rows, classes], numbers) };
        // Without lengths all steps count.
        foreach (LossInput input in card.Inputs.Where(input => input.Domain == Domain.Length))
            inputs.Remove(input.Name);
        // A set of labels may be empty, and then nothing is looked at.
        if (card.Family == LossFamily.LabelSet)
            inputs["target"] = new([rows, classes],
                [.. Enumerable.Range(0, rows * classes).Select(i => i % classes == 0 ? 0.0 : -1)]);
        LossOutcome found = LossTool.Run<T>(request with { Inputs = inputs });
        int values = found.Value.Values.Length / rows;
        // The rows of both matrices may be asked, those of the first before those of the second; or the batch as one.
        int place = found.Value.Values.Length == 1 ? 0
            : values == 1 || card.Family == LossFamily.Contrast ? row : (row * values) + at;
        Assert.True(double.IsNaN(found.Value.Values[place])
            && double.IsNaN(found.Gradients[masked][(row * classes) + at]),
            $"{classes} classes, {rows} rows, {masksAll}");
    }
}

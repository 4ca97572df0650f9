using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Every door of every family refuses weights, factors and masks that are not one a sample.</summary>
public class SampleOptionTests
{
    public static TheoryData<string> Entries => [.. BatchEntry.All.Where(entry
        => entry.Spans.Any(span => span.Name == "mask")).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Entries))]
    public void Weights_and_marks_are_one_a_sample(string name)
    {
        BatchEntry entry = BatchEntry.All.Single(one => one.Name == name);
        foreach (string span in (string[])["weights", "factors", "mask"])
        {
            foreach (int more in (int[])[-1, 1])
            {
                BatchMemory memory = new(entry);
                memory.Fill(entry);
                memory.Lengthen(span, more * (span == "mask" ? 1 : sizeof(float)));
                ArgumentException problem = Assert.ThrowsAny<ArgumentException>(() => entry.Run(memory));
                Assert.Contains(span, problem.Message, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void Labels_of_rows_are_one_a_row_and_no_gradient_lies_over_them()
    {
        float[] x = [1, 2, 3, 4, 5, 6], labels = [1, -1, 1, 0, 0, 0];
        ArgumentException problem = Assert.ThrowsAny<ArgumentException>(() => new CosineEmbedding().Value(
            new RowInputs<float> { First = x, Second = x, Columns = 2, Labels = labels.AsSpan(0, 4) }));
        Assert.Contains("Labels", problem.Message, StringComparison.Ordinal);
        foreach (int which in (int[])[1, 2, 3])
        {
            problem = Assert.ThrowsAny<ArgumentException>(() => new TripletMargin().ValueAndGradient(
                new RowInputs<float>
                {
                    First = x,
                    Second = [.. x],
                    Third = [.. x],
                    Columns = 2,
                    Labels = labels.AsSpan(0, 3)
                },
                new LossGradients<float>
                {
                    First = which == 1 ? labels : new float[6],
                    Second = which == 2 ? labels : new float[6],
                    Third = which == 3 ? labels : new float[6],
                }));
            Assert.Contains("Labels", problem.Message, StringComparison.Ordinal);
        }
    }
}

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
        string[] spans = [.. entry.Spans.Select(span => span.Name).Intersect(["weights", "factors", "mask"])];
        foreach (string span in spans)
        {
            int size = span == "mask" ? 1 : sizeof(float);
            foreach (int more in (int[])[-1, 1])
            {
                // One fewer than one is none, and that is no refusal.
                if (entry.Spans.Single(some => some.Name == span).Bytes + more * size == 0)
                    continue;
                BatchMemory memory = new(entry);
                memory.Fill(entry);
                memory.Lengthen(span, more * size);
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

    // Queries are computed in pieces of 256.
    [Fact]
    public void A_piece_of_pairs_that_is_masked_as_a_whole_is_no_empty_batch()
    {
        Masked(new InfoNce(0.5), 600);
        Masked(new NPairs(), 600);
        Masked(new ContrastiveLanguageImage(), 1200, 0.5);
    }

    private static void Masked<TLoss>(TLoss loss, int queries, params double[] third)
        where TLoss : struct, IContrastLoss
    {
        const int Rows = 600, Columns = 3, Left = 300;
        Random random = new(7);
        double[] Draw() => [.. Enumerable.Range(0, Rows * Columns).Select(_ => 2 * random.NextDouble() - 1)];
        double[] a = Draw(), b = Draw(), slopes = new double[Rows * Columns], values = new double[queries];
        RowInputs<double> inputs = new() { First = a, Second = b, Third = third, Columns = Columns };
        loss.Values(inputs, values);
        bool[] mask = [.. Enumerable.Range(0, queries).Select(query => query >= Left)];
        BatchOptions<double> options = new() { Mask = mask, Empty = EmptyBatch.Refuse };
        double value = loss.ValueAndGradient(inputs, new LossGradients<double> { First = slopes }, options);
        Assert.Equal(values.Skip(Left).Average(), value, 1e-12);
        Assert.Equal(value, loss.Value(inputs, options));
        Assert.All(slopes, slope => Assert.True(double.IsFinite(slope)));
        Assert.Contains(slopes, slope => slope != 0);
        Assert.Throws<InvalidOperationException>(() => loss.Value(
            new RowInputs<double> { First = a, Second = b, Third = third, Columns = Columns },
            new() { Mask = new bool[queries], Empty = EmptyBatch.Refuse }));
    }
}

using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>What holds at every public entry of Batches.</summary>
public class EntryTests
{
    public static TheoryData<string> Entries => [.. BatchEntry.All.Select(entry => entry.Name)];

    private static BatchEntry Find(string name) => BatchEntry.All.Single(entry => entry.Name == name);

    public static TheoryData<string> AllEntries
        => [.. BatchEntry.All.Concat(SpanEntries.All).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(AllEntries))]
    public void Overlapping_spans_are_computed_right_or_refused(string name)
    {
        BatchEntry entry = BatchEntry.All.Concat(SpanEntries.All).Single(entry => entry.Name == name);
        foreach (BatchSpan output in entry.Spans.Where(span => span.IsOutput))
            foreach (BatchSpan other in entry.Spans.Where(span => span != output))
                foreach (int offset in (int[])[0, 4, -4, output.Bytes - 4, 4 - (other.Bytes + 3) / 4 * 4])
                    RightOrRefused(entry, output, other, offset);
    }

    private static void RightOrRefused(BatchEntry entry, BatchSpan output, BatchSpan other, int offset)
    {
        BatchMemory apart = new(entry), over = new(entry);
        over.Move(other.Name, output.Name, offset);
        over.Fill(entry);
        foreach (BatchSpan span in entry.Spans)
            over.Bytes(span.Name).CopyTo(apart.Bytes(span.Name));
        double expected = entry.Run(apart), actual;
        byte[] before = over.All;
        try
        {
            actual = entry.Run(over);
        }
        catch (ArgumentException)
        {
            Assert.True(before.AsSpan().SequenceEqual(over.All),
                $"{entry}: {output.Name} was written before it was refused");
            return;
        }
        string where = $"{entry}: {output.Name} over {other.Name}, {offset} bytes apart";
        Assert.True(expected.Equals(actual), $"{where}: {actual} for {expected}");
        foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
            Assert.True(apart.Bytes(span.Name).SequenceEqual(over.Bytes(span.Name)), $"{where}: {span.Name} differs");
    }

    // It would be right where it is written last; that is promised of no kernel.
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(6)]
    public void Losses_of_queries_have_a_span_of_their_own(int at)
    {
        float[] memory = [1, 2, 3, 4, 4, 3, 2, 1, 1, 3, 2, 4, 4, 2, 3, 1];
        Assert.Throws<ArgumentException>("values", () => new InfoNce(0.5).Values(new RowInputs<float>
        {
            First = memory.AsSpan(0, 8),
            Second = memory.AsSpan(8, 8),
            Columns = 4,
        }, memory.AsSpan(at, 2)));
        Assert.Equal(1, memory[0]);
    }

    [Theory, MemberData(nameof(Entries))]
    public void The_upstream_factor_multiplies_gradients_and_nothing_else(string name)
    {
        BatchEntry entry = Find(name);
        BatchMemory one = new(entry), four = new(entry);
        one.Fill(entry);
        four.Fill(entry);
        // A power of two changes no digit of a product.
        Assert.Equal(entry.Run(one), entry.Run(four, 4));
        foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
            Assert.Equal(Array.ConvertAll(one.Values(span), x => span.IsGradient ? 4 * x : x), four.Values(span));
    }

    [Fact]
    public void Every_public_method_that_writes_one_span_and_reads_another_stands_in_a_table()
        => Assert.Empty(SpanEntries.Missing);

    [Fact]
    public void Every_entry_with_an_output_stands_in_the_table()
    {
        Type[] families = [typeof(PointLosses), typeof(TripleLosses), typeof(FourthInputLosses),
            typeof(RowLosses), typeof(DistanceTriplets), typeof(FenchelYoungLosses), typeof(GroupLosses),
            typeof(SoftmaxLosses), typeof(SoftmaxTargets), typeof(SoftmaxWeights), typeof(CentredWeights),
            typeof(CentredLosses), typeof(LinearSoftmaxLosses), typeof(LinearLogProbabilities),
            typeof(LinearDistillation), typeof(AdaptiveSoftmax),
            typeof(NarrowSoftmaxLosses),
            typeof(NarrowLinearSoftmaxLosses), typeof(MultilabelMarginLosses), typeof(ContrastLosses),
            typeof(SimilarityLosses), typeof(TemperedLosses),
            typeof(SequenceLosses)];
        families = [.. families, typeof(PointCurvatures), typeof(TripleCurvatures), typeof(RowCurvatures),
            typeof(SoftmaxCurvatures), typeof(ContrastCurvatures), typeof(SimilarityCurvatures),
            typeof(GroupCurvatures), typeof(CentredCurvatures), typeof(SequenceCurvatures)];
        Type[] found = [.. typeof(PointLosses).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "VectorLoss.Batches" && type.IsAbstract && type.IsSealed)];
        Assert.Equal(families.OrderBy(type => type.Name), found.OrderBy(type => type.Name));
        string[] verbs = ["Value", "Mean", "MeanAndGradient", "ValueAndGradient", "Values", "Gradient", "Curvature",
            "TargetGradient", "WeightGradient", "WorkspaceLength", "ValueGradientAndCurvature", "HessianProduct",
            "LogProbabilities", "Predict"];
        Assert.All(families, family => Assert.All(family.GetMethods().Where(method => method.IsStatic),
            method => Assert.Contains(method.Name, verbs)));
    }

    [Fact]
    public void InfoNce_over_no_rows_follows_what_the_mean_over_nothing_is()
    {
        static RowInputs<float> NoRows() => new() { First = [], Second = [], Columns = 3 };
        foreach (bool views in (bool[])[false, true])
        {
            InfoNce loss = new(0.5, views);
            Assert.True(double.IsNaN(loss.Value(NoRows())));
            Assert.Equal(0, loss.ValueAndGradient(NoRows(), default, new() { Empty = EmptyBatch.Zero }));
            Assert.Throws<InvalidOperationException>(()
                => loss.Value(NoRows(), new() { Empty = EmptyBatch.Refuse }));
            loss.Values(NoRows(), [], new() { Empty = EmptyBatch.Refuse });
        }
    }

    [Fact]
    public void A_row_that_does_not_count_gets_gradient_0_even_when_none_counts()
    {
        float[] gradient = [1, 1, 1];
        new MultilabelMargin().ValueAndGradient<float>([1, 2, 3], 3, [0, -1, 0], gradient,
            new() { Mask = new[] { false } });
        Assert.Equal([0, 0, 0], gradient);
    }

    [Fact]
    public void The_default_upstream_factor_is_1_and_every_number_is_kept()
    {
        Assert.Equal(1, default(BatchOptions<float>).Upstream);
        Assert.Equal(1, new BatchOptions<float>().Upstream);
        foreach (double number in (double[])[0, -0.0, 1, -1, 1e-300, double.Epsilon, double.NaN,
            double.NegativeInfinity, 0.1])
            Assert.Equal(BitConverter.DoubleToInt64Bits(number),
                BitConverter.DoubleToInt64Bits(new BatchOptions<float> { Upstream = number }.Upstream));
    }

    [Fact]
    public void Other_number_types_are_refused_by_name()
    {
        Half[] x = [(Half)1, (Half)2], y = [(Half)1, (Half)2];
        int[] labels = [0];
        RowInputs<Half> Rows() => new() { First = x, Second = y, Columns = 2 };
        LinearLayer<Half> Layer() => new() { Hidden = x, Weight = y, Features = 1, Classes = 2 };
        SequenceBatch<Half> Sequences() => new()
        {
            LogProbabilities = x,
            Classes = 2,
            Labels = labels,
            Steps = labels,
            LabelCounts = labels,
        };
        Refused("Value", () => new Huber().Value<Huber, Half>(x, y));
        Refused("Value", () => new Huber().Mean<Huber, Half>(x, y));
        Refused("ValueAndGradient", () => new Huber().MeanAndGradient<Huber, Half>(x, y, x));
        Refused("Gradient", () => new Huber().Gradient<Huber, Half>(x, y, x));
        Refused("Values", () => new Huber().Values<Huber, Half>(x, y, x));
        Refused("Curvature", () => new Huber().Curvature<Huber, Half>(x, y, x));
        Refused("TargetGradient", () => new Huber().TargetGradient<Huber, Half>(x, y, x));
        Refused("Value", () => new MarginRanking(0).Value<MarginRanking, Half>(x, y, y));
        Refused("Values", () => new MarginRanking(0).Values<MarginRanking, Half>(x, y, y, x));
        Refused("ValueAndGradient", () => new MarginRanking(0).ValueAndGradient<MarginRanking, Half>(x, y, y, default));
        Refused("Value", () => new Dice().Value(Rows()));
        Refused("Values", () => new Dice().Values(Rows(), x));
        Refused("ValueAndGradient", () => new Dice().ValueAndGradient(Rows(), default));
        Refused("WeightGradient",
            () => new CrossEntropy().WeightGradient<CrossEntropy, Half>(x, 2, labels, x, default));
        Refused("WeightGradient", () => new CrossEntropy().WeightGradient<CrossEntropy, Half>(x, 2, y, x, default));
        Refused("WeightGradient",
            () => new Sparsemax().WeightGradient<Sparsemax, Half>(x, 2, labels, x, default));
        Refused("WeightGradient", () => new Sparsemax().WeightGradient<Sparsemax, Half>(x, 2, y, x, default));
        Refused("TargetGradient", () => new CrossEntropy().TargetGradient<CrossEntropy, Half>(x, 2, y, x));
        Refused("Value", () => new CrossEntropy().Value<CrossEntropy, Half>(x, 2, labels));
        Refused("Value", () => new CrossEntropy().Value<CrossEntropy, Half>(x, 2, y));
        Refused("Values", () => new CrossEntropy().Values<CrossEntropy, Half>(x, 2, labels, y));
        Refused("ValueAndGradient", () => new CrossEntropy().ValueAndGradient<CrossEntropy, Half>(x, 2, labels, y));
        Refused("Value", () => new Sparsemax().Value<Sparsemax, Half>(x, 2, labels));
        Refused("ValueAndGradient", () => new Sparsemax().ValueAndGradient<Sparsemax, Half>(x, 2, labels, y));
        Refused("Value", () => new CrossEntropy().Value<CrossEntropy, Half>(Layer(), labels, x));
        Refused("ValueAndGradient", ()
            => new CrossEntropy().ValueAndGradient<CrossEntropy, Half>(Layer(), labels, default, x));
        Refused("Value", () => new MultilabelMargin().Value<Half>(x, 2, [0, 1]));
        Refused("Value", () => new InfoNce().Value(new RowInputs<Half> { First = x, Second = y, Columns = 2 }));
        Refused("Value", () => new ConnectionistTemporalClassification().Value(Sequences()));
    }

    private static void Refused(string method, Action act)
    {
        string message = Assert.Throws<NotSupportedException>(act).Message;
        Assert.Contains("Half", message);
        Assert.StartsWith(method + " ", message);
    }
}

using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Sizes at the edge of int: each is computed at once, or refused with its name.</summary>
public class SizeTests
{
    private static readonly float[] Three = [1, 2, 3];

    // Over nothing, any size is legal; over three numbers, none beyond three is.
    private static readonly Dictionary<string, Action<float[], int>> Methods = new()
    {
        ["Softmax"] = (x, size) => RowFunctions.Softmax<float>(x, size, new float[x.Length]),
        ["LogSoftmax"] = (x, size) => RowFunctions.LogSoftmax<float>(x, size, new float[x.Length]),
        ["LogSumExp"] = (x, size) => RowFunctions.LogSumExp<float>(x, size, []),
        ["SoftmaxGradient"] = (x, size) => RowFunctions.SoftmaxGradient<float>(x, x, size, new float[x.Length]),
        ["cross-entropy"] = (x, size) => default(CrossEntropy).ValueAndGradient<CrossEntropy, float>(
            x, size, (int[])[], new float[x.Length]),
        ["cross-entropy of distributions"] = (x, size) => default(CrossEntropy).ValueAndGradient<CrossEntropy, float>(
            x, size, x, new float[x.Length], new BatchOptions<float> { Threads = 2 }),
        ["multi-margin"] = (x, size) => default(MultiMargin).ValueAndGradient<MultiMargin, float>(
            x, size, (int[])[], new float[x.Length]),
        ["sparsemax"] = (x, size) => default(Sparsemax).Value<Sparsemax, float>(x, size, x),
        ["multilabel-margin"] = (x, size) => default(MultilabelMargin).ValueAndGradient<float>(
            x, size, new int[x.Length], new float[x.Length]),
        ["info-nce"] = (x, size) => new InfoNce(1, views: true).ValueAndGradient(
            new RowInputs<float> { First = x, Second = x, Columns = size }, new() { First = new float[x.Length] }),
        ["dice"] = (x, size) => default(Dice).ValueAndGradient(
            new RowInputs<float> { First = x, Second = x, Columns = size }, new() { First = new float[x.Length] }),
        ["ctc"] = (x, size) => default(ConnectionistTemporalClassification).Value(new SequenceBatch<float>
        {
            LogProbabilities = x,
            Classes = size,
            Labels = new int[x.Length],
            Steps = x.Length == 0 ? [] : new int[1],
            LabelCounts = x.Length == 0 ? [] : new int[1],
        }),
        ["rnn-t"] = (x, size) => default(RecurrentTransducer).Value(new SequenceBatch<float>
        {
            LogProbabilities = x,
            Classes = size,
            Labels = new int[x.Length],
            Steps = x.Length == 0 ? [] : new int[1],
            LabelCounts = x.Length == 0 ? [] : new int[1],
        }),
        ["linear"] = (x, size) => default(CrossEntropy).Value<CrossEntropy, float>(
            new LinearLayer<float> { Hidden = x, Weight = x, Features = size, Classes = 1 }, (int[])[],
            new float[Math.Max(1, x.Length)]),
    };

    public static TheoryData<string> Names => [.. Methods.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_size_beyond_the_numbers_is_refused_by_name(string name)
    {
        foreach (int size in (int[])[int.MaxValue, int.MaxValue / 2 + 2, 1 << 30, 4, 0, -1, int.MinValue])
        {
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => Methods[name](Three, size));
            Assert.False(string.IsNullOrEmpty(refused.ParamName), refused.Message);
            Assert.DoesNotContain("minimumLength", refused.Message);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Over_nothing_a_large_size_needs_no_work(string name)
    {
        foreach (int size in (int[])[int.MaxValue, int.MaxValue / 2 + 2, 1 << 30])
        {
            Exception? problem = Record.Exception(() => Methods[name]([], size));
            Assert.True(problem is null or ArgumentException { ParamName.Length: > 0 }, $"{name}: {problem}");
            Assert.DoesNotContain("minimumLength", $"{problem?.Message}");
        }
    }

    [Fact]
    public void A_workspace_is_never_larger_than_an_array_can_be()
    {
        Assert.Equal(1, LinearSoftmaxLosses.WorkspaceLength(0, 1));
        Assert.Equal(1 << 20, LinearSoftmaxLosses.WorkspaceLength(int.MaxValue, 1));
        Assert.Equal(int.MaxValue, LinearSoftmaxLosses.WorkspaceLength(1, int.MaxValue));
        Assert.Equal(int.MaxValue, LinearSoftmaxLosses.WorkspaceLength(int.MaxValue, int.MaxValue));
    }
}

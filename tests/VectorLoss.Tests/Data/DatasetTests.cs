using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

/// <summary>Samples in arrays of the caller, and their parts.</summary>
public sealed class DatasetTests
{
    [Fact]
    public void Rows_are_gathered_in_the_order_wanted()
    {
        Dataset data = Dataset.OfNumbers<double>([1, 2, 3, 4, 5, 6], [10, 20, 30], 3);
        Assert.Equal((3, 2, 1, false), (data.Count, data.Inputs, data.Outputs, data.HasLabels));
        float[] inputs = new float[4], targets = new float[2];
        data.CopyInputs([2, 0], inputs.AsSpan());
        data.CopyTargets([2, 0], targets.AsSpan());
        Assert.Equal([5, 6, 1, 2], inputs);
        Assert.Equal([30, 10], targets);
        Dataset part = data.Part([1, 2]).Part([1]);
        part.CopyInputs([0], inputs.AsSpan(0, 2));
        Assert.Equal([5, 6], inputs[..2]);
        Assert.Throws<InvalidOperationException>(() => data.CopyLabels([0], new int[1]));
        Assert.Throws<InvalidOperationException>(
            () => Dataset.OfLabels<float>([1], [0], 1).CopyTargets<float>([0], new float[1]));
    }

    [Fact]
    public void What_is_no_whole_row_a_sample_is_refused()
    {
        Assert.Throws<ArgumentException>("inputs", () => Dataset.OfNumbers<float>([1, 2, 3], [1, 2], 2));
        Assert.Throws<ArgumentException>("targets", () => Dataset.OfNumbers<float>([1, 2], [1, 2, 3], 2));
        Assert.Throws<ArgumentException>("inputs", () => Dataset.OfLabels<float>([], [0], 1));
        Assert.Throws<ArgumentException>("labels", () => Dataset.OfLabels<float>([1, 2], [0, 2], 2));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => Dataset.OfLabels<float>([1], [0], 1).Part([1]));
    }

    [Fact]
    public void Parts_are_dealt_by_a_seed_and_share_no_sample()
    {
        double[] numbers = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];
        Dataset data = Dataset.OfNumbers(numbers, numbers, 1000);
        (Dataset train, Dataset? validation, Dataset? test) = data.Split(0.2, 0.101, 7);
        Assert.Equal((699, 200, 101), (train.Count, validation!.Count, test!.Count));
        double[] all = [.. Inputs(train), .. Inputs(validation), .. Inputs(test)];
        Assert.Equal(numbers, all.Order());
        Assert.NotEqual(numbers, all);
        Assert.Equal(Inputs(test), Inputs(data.Split(0.2, 0.101, 7).Test!));
        Assert.NotEqual(Inputs(test), Inputs(data.Split(0.2, 0.101, 8).Test!));
        Assert.Null(data.Split(0, 0, 1).Test);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(0.5, 0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(double.NaN, 0, 1));
    }

    [Fact]
    public void Any_change_changes_the_fingerprint()
    {
        ulong[] prints =
        [
            Dataset.OfNumbers<double>([1, 2, 3, 4], [1, 2], 2).Fingerprint,
            Dataset.OfNumbers<double>([1, 2, 3, 4], [1, 3], 2).Fingerprint,
            Dataset.OfNumbers<double>([1, 2, 4, 3], [1, 2], 2).Fingerprint,
            Dataset.OfLabels<double>([1, 2, 3, 4], [1, 2], 3).Fingerprint,
            Dataset.OfLabels<double>([1, 2, 3, 4], [1, 2], 4).Fingerprint,
        ];
        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], Dataset.OfNumbers<float>([1, 2, 3, 4], [1, 2], 2).Fingerprint);
    }

    private static double[] Inputs(Dataset data)
    {
        double[] numbers = new double[data.Count];
        data.CopyInputs([.. Enumerable.Range(0, data.Count)], numbers.AsSpan());
        return numbers;
    }
}

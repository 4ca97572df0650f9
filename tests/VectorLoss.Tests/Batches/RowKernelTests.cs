using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The traversals of the softmax losses: every size, every option, every width.</summary>
public class RowKernelTests
{
    public static TheoryData<string> Options => new(
        "plain", "class-weights ignore", "sample-weights mask", "smoothing class-weights ignore", "soft-targets",
        "soft-targets smoothing class-weights mask", "softcap", "softcap z-loss soft-targets", "z-loss sample-weights",
        "z-loss class-weights ignore", "z-loss soft-targets smoothing class-weights");

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_number_of_classes_gives_the_definition_and_the_same_bits_on_every_width(string options)
    {
        // Every number where it costs little; with the other options those around the widths of registers.
        bool all = options is "plain" or "soft-targets smoothing class-weights mask";
        foreach (int classes in Enumerable.Range(1, 130).Where(n => all || n < 10 || (n + 1) % 16 < 3))
            Check(classes, rows: 1 + classes % 5, classes, options);
        foreach (int classes in (int[])[255, 257])
            Check(classes, rows: 3, classes, options);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_number_of_rows_gives_the_definition_and_the_same_bits_on_every_width(string options)
    {
        for (int rows = 0; rows <= 40; rows++)
        {
            Check(rows, rows, classes: 7 + rows % 4, options);
            if (rows % 8 == 1)
                Check(rows, rows, classes: 130, options);
        }
    }

    [Fact]
    public void Long_rows_fold_their_sums_in_blocks()
    {
        foreach (int classes in (int[])[2048, 4095, 4096, 4097, 9001])
            Check(classes, rows: 2, classes, "smoothing");
    }

    private static void Check(int seed, int rows, int classes, string options)
    {
        Check(SoftmaxCase<float>.Random(seed, rows, classes, options), MathF.BitIncrement(1) - 1);
        Check(SoftmaxCase<double>.Random(seed, rows, classes, options), Math.BitIncrement(1) - 1);
    }

    private static void Check<T>(SoftmaxCase<T> batch, double ulp) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(batch, new CrossEntropy(), ulp);
        // The softmax is the same code for every loss: one that is not linear in log p now and then.
        if (batch.Naive.Classes % 3 == 1)
            Check(batch, new CategoricalFocal(gamma: 1.5), ulp);
    }

    private static void Check<T, TLoss>(SoftmaxCase<T> batch, TLoss loss, double ulp)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : struct, ILabelLoss
    {
        T[] one = batch.Run<TLoss, Lane1<T>>(loss);
        double[] expected = batch.Expected(loss);
        // Logits lie in ±5, so log p is off by at most ~(20 + 70)·u (subtraction and the sum of 64 lanes), p by as much
        // relatively, and a term by that times its size (≤ ~4·12, times z-loss 2·ζ·lse ≤ 3); the total sums the rows.
        double tolerance = 1024 * ulp;
        for (int i = 0; i < one.Length; i++)
            Near(expected[i], double.CreateTruncating(one[i]), tolerance * (1 + Math.Abs(expected[i])),
                () => $"{batch.Naive} number {i}");
        Same(one, batch.Run<TLoss, LanesN<T>>(loss));
        // Registers of 512 bits run in software on most machines; a number below and above each of their multiples will
        // do.
        if (batch.Naive.Classes < 20 || (batch.Naive.Classes + 1) % 16 < 3)
            Same(one, batch.Run<TLoss, Lanes512<T>>(loss));
        Same(one, batch.Run<TLoss, LanesN<T>>(loss, inPlace: true));
    }

    private static void Near(double expected, double actual, double tolerance, Func<string> what)
    {
        if (double.IsNaN(expected) ? !double.IsNaN(actual) : !(Math.Abs(expected - actual) <= tolerance))
            Assert.Fail($"{what()}: expected {expected}, got {actual}, tolerance {tolerance}");
    }

    /// <summary>Equal bits; a NaN equals any NaN.</summary>
    private static void Same<T>(T[] expected, T[] actual) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (Bits(expected[i]) != Bits(actual[i]) && !(T.IsNaN(expected[i]) && T.IsNaN(actual[i])))
                Assert.Fail($"number {i}: {expected[i]} and {actual[i]}");
    }

    private static long Bits<T>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => BitConverter.DoubleToInt64Bits(double.CreateTruncating(number));
}

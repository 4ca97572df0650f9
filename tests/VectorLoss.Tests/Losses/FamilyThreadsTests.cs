using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>Every family on several threads: the bits of one thread, in values, sums and all gradients.</summary>
public class FamilyThreadsTests
{
    public static TheoryData<int> Settings => FamilyTests.Settings;

    [Theory, MemberData(nameof(Settings))]
    public void Every_number_of_threads_gives_the_same_bits(int setting)
    {
        (string loss, (string, double)[] options) = FamilyBatch.Settings[setting];
        // Rows enough to be worth a thread, which no piece divides; and long rows with all that a batch can ask for.
        bool isLong = LossCatalog.Find(loss)!.Family is LossFamily.Group or LossFamily.Sequence;
        // The sum in double: in float its rounding would hide another order.
        Same<double>(FamilyBatch.Of(loss, options, 421, 41));
        Same<float>(FamilyBatch.Of(loss, options, 421, 41, "none"));
        LossRequest request = FamilyBatch.Of(loss, options, isLong ? 11 : 13, isLong ? 130 : 1_300, "none");
        int[] shape = LossTool.Run<double>(request).Value.Shape;
        Random random = new(3);
        Same<double>(request with
        {
            Reduction = "mean_over_weights",
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["sample_weight"] = Draw(shape, () => random.NextDouble()),
                ["factor"] = Draw(shape, () => (2 * random.NextDouble()) - 1),
                ["mask"] = Draw(shape, () => shape is [1] || random.Next(4) > 0 ? 1 : 0),
            },
        });
    }

    private static LossArray Draw(int[] shape, Func<double> number) => new(shape,
        [.. Enumerable.Range(0, shape.Aggregate(1, (product, length) => product * length)).Select(_ => number())]);

    private static void Same<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossOutcome one = LossTool.Run<T>(request with { Threads = 1 });
        Assert.Contains(one.Value.Values, value => value != 0);
        foreach (int threads in (int[])[2, 3, 7])
        {
            LossOutcome several = LossTool.Run<T>(request with { Threads = threads });
            Assert.True(one.Value.Values.AsSpan().SequenceEqual(several.Value.Values), $"{threads}: value");
            foreach ((string input, double[] gradient) in one.Gradients)
                Assert.True(gradient.AsSpan().SequenceEqual(several.Gradients[input]), $"{threads}: {input}");
        }
    }
}

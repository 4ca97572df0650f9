using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Every door of every family refuses weights and masks that are not one a sample.</summary>
public class SampleOptionTests
{
    public static TheoryData<string> Entries => [.. BatchEntry.All.Where(entry
        => entry.Spans.Any(span => span.Name == "mask")).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Entries))]
    public void Weights_and_marks_are_one_a_sample(string name)
    {
        BatchEntry entry = BatchEntry.All.Single(one => one.Name == name);
        foreach (string span in (string[])["weights", "mask"])
        {
            foreach (int more in (int[])[-1, 1])
            {
                BatchMemory memory = new(entry);
                memory.Fill(entry);
                memory.Lengthen(span, more * (span == "mask" ? 1 : sizeof(float)));
                ArgumentException problem = Assert.ThrowsAny<ArgumentException>(() => entry.Run(memory));
                Assert.Contains(span == "mask" ? "Mask" : "Weights", problem.Message, StringComparison.Ordinal);
            }
        }
    }
}

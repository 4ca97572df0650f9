using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// No public method touches a byte before or after its spans: each of them lies against pages that end the process of
/// whoever touches them. So the work is done in a process of its own, which names what it is about to do.
/// </summary>
public class GuardPageTests
{
    private const string Asked = "VECTORLOSS_GUARD_PAGES";

    /// <summary>What the child process does; by itself it does nothing.</summary>
    [Fact]
    public void Every_method_runs_between_guarded_pages()
    {
        if (Environment.GetEnvironmentVariable(Asked) is not { } progress)
            return;
        foreach (BatchEntry entry in BatchEntry.All.Concat(SpanEntries.All))
            Compare(entry, progress);
        File.WriteAllText(progress, "done");
    }

    /// <summary>What the child process does; by itself it does nothing.</summary>
    [Fact]
    public void Every_length_of_every_method_runs_between_guarded_pages()
    {
        if (Environment.GetEnvironmentVariable(Asked) is not { } progress)
            return;
        foreach (int length in Lengths)
        {
            foreach (BatchEntry entry in SpanEntries.OfLength(length))
                Compare(entry, progress);
        }
        File.WriteAllText(progress, "done");
    }

    /// <summary>What the child process does; by itself it does nothing.</summary>
    [Fact]
    public void Every_loss_of_every_length_runs_between_guarded_pages()
    {
        if (Environment.GetEnvironmentVariable(Asked) is not { } progress)
            return;
        using LossMemory guarded = new(isGuarded: true), plain = new(isGuarded: false);
        foreach (LossCard card in LossCatalog.All)
        {
            foreach (int length in Lengths)
            {
                File.WriteAllText(progress, $"{card.Name}, {length}");
                foreach ((int rows, int columns) in Sizes(card.Family, length))
                {
                    LossRequest request = FamilyBatch.Of(card.Name, [], rows, columns);
                    Compare<float>(request, plain, guarded);
                    Compare<double>(request, plain, guarded);
                }
            }
        }
        File.WriteAllText(progress, "done");
    }

    [Theory]
    [InlineData(nameof(Every_method_runs_between_guarded_pages))]
    [InlineData(nameof(Every_length_of_every_method_runs_between_guarded_pages))]
    [InlineData(nameof(Every_loss_of_every_length_runs_between_guarded_pages))]
    public void No_method_touches_memory_beside_its_spans(string work)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pages are guarded by mmap as Linux has it.");
        string progress = Path.GetTempFileName();
        try
        {
            (int code, string output) = OwnProgram.Run(typeof(GuardPageTests),
                work, (Asked, progress), ("DOTNET_DbgEnableMiniDump", "0"));
            string reached = File.ReadAllText(progress);
            Assert.True(code == 0 && reached == "done", $"{reached}: exit code {code}.\n{output}");
        }
        finally
        {
            File.Delete(progress);
        }
    }

    /// <summary>All to 257, or those around the sizes of registers and blocks.</summary>
    private static IEnumerable<int> Lengths => Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1"
        ? Enumerable.Range(0, 258) : [0, 1, 3, 15, 17, 65, 257];

    /// <summary>Rows and columns: a loss of points takes one row, the others many rows or long ones.</summary>
    private static (int Rows, int Columns)[] Sizes(LossFamily family, int length) => family switch
    {
        LossFamily.Point => [(1, length)],
        LossFamily.Sequence => [(Math.Max(length % 9, 1), length + 3)],
        LossFamily.Contrast or LossFamily.Similarity => [(length % 40, 5), (3, Math.Max(length, 1))],
        _ => [(length, 3), (3, Math.Max(length, 1))],
    };

    private static void Compare(BatchEntry entry, string progress)
    {
        foreach (bool atEnd in (bool[])[false, true])
        {
            File.WriteAllText(progress,
                $"{entry} of {entry.Spans[0].Bytes} bytes, {(atEnd ? "after" : "before")} its spans");
            using GuardedMemory guarded = new(entry, atEnd);
            BatchMemory plain = new(entry);
            guarded.Fill(entry);
            plain.Fill(entry);
            Assert.Equal(entry.Run(plain), entry.Run(guarded));
            foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
                Assert.True(plain.Bytes(span.Name).SequenceEqual(guarded.Bytes(span.Name)), $"{entry}: {span.Name}");
        }
    }

    private static void Compare<T>(LossRequest request, LossMemory plain, LossMemory guarded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = request.Card.Visit(new GuardedLoss<T>(request, plain), []);
        byte[] results = plain.Results();
        foreach (bool atEnd in (bool[])[false, true])
        {
            guarded.AtEnd = atEnd;
            Assert.Equal(value, request.Card.Visit(new GuardedLoss<T>(request, guarded), []));
            Assert.Equal(results, guarded.Results());
        }
    }
}

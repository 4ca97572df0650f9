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
            foreach (bool atEnd in (bool[])[false, true])
            {
                File.WriteAllText(progress, $"{entry}, {(atEnd ? "after" : "before")} its spans");
                using GuardedMemory guarded = new(entry, atEnd);
                BatchMemory plain = new(entry);
                guarded.Fill(entry);
                plain.Fill(entry);
                Assert.Equal(entry.Run(plain), entry.Run(guarded));
                foreach (BatchSpan span in entry.Spans.Where(span => span.IsResult))
                    Assert.True(plain.Bytes(span.Name).SequenceEqual(guarded.Bytes(span.Name)),
                        $"{entry}: {span.Name}");
            }
        File.WriteAllText(progress, "done");
    }

    [Fact]
    public void No_method_touches_memory_beside_its_spans()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pages are guarded by mmap as Linux has it.");
        string progress = Path.GetTempFileName();
        try
        {
            (int code, string output) = OwnProgram.Run(typeof(GuardPageTests),
                nameof(Every_method_runs_between_guarded_pages), (Asked, progress), ("DOTNET_DbgEnableMiniDump", "0"));
            string reached = File.ReadAllText(progress);
            Assert.True(code == 0 && reached == "done", $"{reached}: exit code {code}.\n{output}");
        }
        finally
        {
            File.Delete(progress);
        }
    }
}
